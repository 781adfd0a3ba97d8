"""Figures for people."""

from datetime import UTC, datetime
from typing import Any

STEPS = (("d", 86400), ("h", 3600), ("m", 60))
UNITS = ("B/s", "kB/s", "MB/s", "GB/s")
THOUSAND = 1000


def percent(value: Any) -> str:
    """Return 12.3 %, nothing when it is not known."""
    return f"{value:.1f} %" if isinstance(value, int | float) else ""


def usd(value: Any, digits: int = 2) -> str:
    """Return $1,234.50, nothing when it is not known."""
    return f"${value:,.{digits}f}" if isinstance(value, int | float) else ""


def byte_rate(value: Any) -> str:
    """Return 1.2 MB/s, nothing when it is not known."""
    if not isinstance(value, int | float):
        return ""
    step = 0
    while value >= THOUSAND and step < len(UNITS) - 1:
        value, step = value / THOUSAND, step + 1
    return f"{value:.1f} {UNITS[step]}" if step else f"{value:.0f} {UNITS[0]}"


def named_figures(figures: Any) -> str:
    """Return `worker count 25, bytes 1,200`; nothing where there are none."""
    named = figures.items() if isinstance(figures, dict) else ()
    return ", ".join(f"{name.replace('_', ' ')} {_grouped(value)}" for name, value in named)


def _grouped(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def age(seconds: float) -> str:
    """Return 12s, 3m, 2h or 4d."""
    whole = max(0, int(seconds))
    for letter, size in STEPS:
        if whole >= size:
            return f"{whole // size}{letter}"
    return f"{whole}s"


def moment(value: Any) -> datetime | None:
    """Read an RFC 3339 time; None when it is none."""
    try:
        then = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)


def age_since(then: datetime) -> str:
    """Return how long ago a time was."""
    return age((datetime.now(UTC) - then).total_seconds())


def age_of(value: Any) -> str:
    """Return how long ago an RFC 3339 time was, nothing when it is none."""
    then = moment(value)
    return age_since(then) if then else ""


def clock_time(value: Any) -> str:
    """Return the local time of day of an RFC 3339 time."""
    then = moment(value)
    return then.astimezone().strftime("%H:%M:%S") if then else ""
