"""The fleet's events: as they happen, and as the log holds them."""
