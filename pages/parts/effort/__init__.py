"""Pieces of the Effort page: the week's grid, saving it, what needs somebody, and days per use case."""
