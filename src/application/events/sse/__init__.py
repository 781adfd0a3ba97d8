"""The event stream: what is told to whom, from where in the log, and when it is written."""
