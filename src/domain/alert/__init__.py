"""Alerts: what people want to be told of when it stays so."""
