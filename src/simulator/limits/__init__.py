"""AWS's documented request limits."""
