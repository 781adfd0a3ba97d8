"""Looks at the database."""
