"""Refreshing workers from their sources."""
