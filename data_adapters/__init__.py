"""Where data comes from and where it is kept: files, the lake and the records; the only room with engines and sessions."""
