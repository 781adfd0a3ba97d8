"""What surrounds every command and query, outermost first: tracing, errors, audit, authorization."""
