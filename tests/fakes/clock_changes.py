"""Time zones whose clocks change in different ways, and the days of a year."""

from datetime import date, timedelta

ZONES = (
    "UTC",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kolkata",
    "Africa/Cairo",  # at midnight
)


def local_days(year: int) -> list[date]:
    """Every day of it."""
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]
