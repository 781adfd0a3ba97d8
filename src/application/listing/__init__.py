"""What lists have in common: an order that is asked for, and pages that begin where the last one ended."""
