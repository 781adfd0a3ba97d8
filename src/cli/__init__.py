"""The command line: an HTTP client of the API, and the commands that start the service."""
