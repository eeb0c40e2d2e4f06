"""Sentences of the indirect strategic view."""

SENTENCES: dict = {}
