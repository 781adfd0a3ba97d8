"""Labs of the fleet: read, told, listed, and acted on."""
