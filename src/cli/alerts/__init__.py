"""Alerts and their rules on the command line."""
