"""Webhooks: who outside is told of events."""
