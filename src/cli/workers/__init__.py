"""Workers of the fleet."""
