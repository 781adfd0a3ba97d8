"""Jobs: when they run, what somebody changed of that, and the record of each run."""
