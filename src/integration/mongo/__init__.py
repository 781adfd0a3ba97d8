"""MongoDB through motor: the event log, the documents that follow from it, and keys."""
