"""Schedule: when a job runs."""

from dataclasses import dataclass

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Either each `interval_seconds`, on a grid fixed in time, or at the times of a `cron` line of five fields.

    The cron line is read in `timezone`, a name of the IANA database; in it 0 and 7 are Sunday. A run begins up to
    `jitter_seconds` after its slot, each slot by a time of its own that is the same in every process.
    """

    interval_seconds: float | None = None
    cron: str | None = None
    timezone: str = "UTC"
    jitter_seconds: float = 0.0

    @classmethod
    def every(cls, seconds: float, jitter_seconds: float = 0.0) -> "Schedule":
        """Run again and again, `seconds` apart."""
        return cls(interval_seconds=seconds, jitter_seconds=jitter_seconds)

    @classmethod
    def daily(cls, hour: int, minute: int, timezone: str = "UTC") -> "Schedule":
        """Run each day at a time of `timezone`."""
        return cls(cron=f"{minute} {hour} * * *", timezone=timezone)

    @classmethod
    def weekly(cls, day: int, hour: int, minute: int, timezone: str = "UTC") -> "Schedule":
        """Run each week on `day`, 0 for Monday to 6 for Sunday, at a time of `timezone`."""
        return cls(cron=f"{minute} {hour} * * {DAYS[day]}", timezone=timezone)

    def __str__(self) -> str:
        """In words: `every 300 s`, `59 23 * * * (Europe/Paris)`."""
        return f"every {self.interval_seconds:g} s" if self.interval_seconds else f"{self.cron} ({self.timezone})"
