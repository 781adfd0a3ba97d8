"""Labs over HTTP."""
