"""Encryption of what is kept."""
