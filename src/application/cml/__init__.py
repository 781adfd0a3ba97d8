"""CML controllers: how they are reached, with which credentials, and which certificates are trusted."""
