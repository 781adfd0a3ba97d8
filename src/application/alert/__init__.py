"""Alerts: rules looked at again and again, and what people do about what they find."""
