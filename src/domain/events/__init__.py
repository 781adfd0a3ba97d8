"""The base of every domain event, and what a stream of them can be filtered by."""
