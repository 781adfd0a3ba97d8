"""`cml-fleet catalogue ...`: what the fleet is made of."""
