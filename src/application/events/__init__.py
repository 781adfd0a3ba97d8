"""The way of an event: committed to the log, dispatched in order, told to whoever listens."""
