"""What can be asked of workers and done to them."""
