"""Looks at everything the service needs, without running it."""
