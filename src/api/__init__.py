"""Delivery: parse, send one request to the mediator, format the answer."""
