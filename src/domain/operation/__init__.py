"""The operation: something asked for that takes its time, on one target or on many."""
