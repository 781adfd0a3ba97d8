"""Background jobs: declared in code, fired by a clock, run one by one in scopes of their own."""
