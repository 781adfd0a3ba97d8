"""What things look like in CML's JSON."""
