"""Adapters, grouped by the technology they speak to."""
