"""The settings of the fleet that change while the service runs."""
