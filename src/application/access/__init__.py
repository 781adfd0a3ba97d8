"""Who acts, and with which key."""
