"""Live settings over HTTP."""
