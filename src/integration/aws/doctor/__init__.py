"""Looks at AWS: credentials, permissions, and its clock."""
