"""What stands around the pages: start-up, headers, closed doors, errors, the port."""
