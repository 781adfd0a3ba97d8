"""Which server is spoken to, with which key, and how its answers are read."""
