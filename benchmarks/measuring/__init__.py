"""Instruments, and the tables of what they show."""
