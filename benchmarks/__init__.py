"""Measurements of the service with everything real but AWS: `python -m benchmarks` from the root of the repository."""
