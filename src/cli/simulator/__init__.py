"""Steers the simulator, to see how the service takes it."""
