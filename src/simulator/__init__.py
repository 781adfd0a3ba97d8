"""A fleet to run against: EC2 and CloudWatch over one model of CML workers. It stands alone."""
