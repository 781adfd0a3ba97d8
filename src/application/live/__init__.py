"""Settings that change while the service runs: what is in force, and where it comes from."""
