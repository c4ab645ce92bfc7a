"""Reads of the engagement: what a page or an export needs, joined and counted in a fixed number of queries."""
