"""Pieces of the Data page, one section each."""
