"""The fleet in its own words: aggregates, events and readings. Standard library and neuroglia.data only."""
