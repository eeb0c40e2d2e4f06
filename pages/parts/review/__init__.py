"""The pieces of the Monday page."""
