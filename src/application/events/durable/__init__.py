"""The host of durable handlers: from the log to each of them, in one process at a time."""
