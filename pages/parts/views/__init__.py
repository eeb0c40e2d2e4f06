"""Pieces shared by the pages of the three views and the page of one indicator."""
