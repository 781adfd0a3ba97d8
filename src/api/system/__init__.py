"""Health of this process."""
