"""The fleet at one position of the log, in pages."""
