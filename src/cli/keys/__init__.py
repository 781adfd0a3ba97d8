"""Keys that open the API."""
