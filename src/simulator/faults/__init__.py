"""Troubles that are ordered for a service and region, and how each of them looks to a client."""
