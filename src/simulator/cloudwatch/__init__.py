"""The CloudWatch endpoint: awsJson 1.0, compatible with the older query protocol's error codes."""
