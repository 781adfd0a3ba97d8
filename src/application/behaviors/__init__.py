"""What surrounds every command and query, outermost first: errors, tracing, authorization."""
