"""Events over HTTP: the stream and the log."""
