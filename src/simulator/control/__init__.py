"""The simulator's own API, in JSON under /_simulator/: see the fleet, change it, order trouble."""
