"""EC2 and CloudWatch through boto3."""
