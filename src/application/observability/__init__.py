"""What is measured of the service itself, for /metrics."""
