"""Completion of commands, options and names in the person's shell."""
