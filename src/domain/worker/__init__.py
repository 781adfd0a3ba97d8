"""The worker: one EC2 instance that runs one CML controller."""
