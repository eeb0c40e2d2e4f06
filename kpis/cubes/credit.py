"""Cube of shared credit."""

CUBES = ()
