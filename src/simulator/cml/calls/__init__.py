"""What CML's API does, call by call."""
