"""What the fleet costs, as far as AWS's list prices and one's own tell. Storage and data transfer are not in it."""
