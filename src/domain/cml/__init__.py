"""What the CML controller of a worker says: readings, and the words in them."""
