"""Pieces of the Use cases page: the register, one use case and its edit form, lists to act on, value beside effort."""
