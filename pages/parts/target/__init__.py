"""Pieces of the page Target."""
