"""Times in CML's JSON."""

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """Write a time as CML does: to the second, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def moment_or_none(at: datetime | None) -> str | None:
    """Write a time that may never have come."""
    return None if at is None else moment(at)
