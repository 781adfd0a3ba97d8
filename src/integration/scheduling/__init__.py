"""The clock of the jobs: APScheduler."""
