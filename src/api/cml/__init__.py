"""CML controllers over HTTP."""
