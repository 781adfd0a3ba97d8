"""Connections to addresses that somebody outside names."""
