"""The catalogue: what is read once a day, and kept."""
