"""Speaks HTTP to services of our own."""
