"""All texts of all pages, one module per page, one catalogue per language."""

from pages.parts.texts import data, effort, review, shell

ENGLISH = {**shell.ENGLISH, **review.ENGLISH, **data.ENGLISH, **effort.ENGLISH}
