"""The EC2 endpoint: the query protocol, answered in XML."""
