"""How things are shown: the only place that writes to standard output and standard error."""
