"""Keeping what the service keeps small: what is old goes."""
