"""What the fleet is made of: machine images, instance types and their prices, definitions of nodes and their images."""
