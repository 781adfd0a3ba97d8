"""Commands about settings that change while the service runs."""
