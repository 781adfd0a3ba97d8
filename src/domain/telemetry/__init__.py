"""What was read from outside: frozen facts, each with the time it was true."""
