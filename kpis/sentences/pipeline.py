"""Sentences, to be written."""

SENTENCES: dict = {}
