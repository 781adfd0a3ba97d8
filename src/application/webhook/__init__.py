"""Telling receivers outside."""
