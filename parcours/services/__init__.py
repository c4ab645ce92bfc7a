"""Writes of the pathway: one function per use case."""
