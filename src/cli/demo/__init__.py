"""The demo: database, simulator and service on this machine, started and ended together."""
