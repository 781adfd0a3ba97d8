"""Credentials for CML controllers."""
