"""Who comes in, and API keys over HTTP."""
