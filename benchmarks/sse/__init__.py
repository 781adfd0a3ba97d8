"""How fast the event stream is, beside sse-starlette with a queue per client, better-sse and nchan."""
