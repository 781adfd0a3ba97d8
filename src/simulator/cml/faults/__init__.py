"""Troubles that are ordered for CML hosts, and how each of them looks to a client."""
