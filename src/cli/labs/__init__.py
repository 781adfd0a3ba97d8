"""`cml-fleet labs ...`: labs on the workers of the fleet."""
