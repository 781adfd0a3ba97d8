"""Receivers of webhooks, over HTTP."""
