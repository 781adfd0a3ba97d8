"""`cml-fleet operations ...`: what was asked for and takes its time."""
