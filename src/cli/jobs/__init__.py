"""`cml-fleet jobs ...`: what the service does by itself, and how to steer it."""
