"""Daily and weekly schedules in words, as the cron lines they stand for."""

import re

from domain.job.schedule import DAYS, Schedule

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def cron_of_daily(words: str) -> str:
    """Return the line of `23:59`; ValueError for anything else."""
    hour, minute = _clock(words)
    return str(Schedule.daily(hour, minute).cron)


def cron_of_weekly(words: str) -> str:
    """Return the line of `sun 23:59`; ValueError for anything else."""
    day, _, clock = words.partition(" ")
    hour, minute = _clock(clock)
    return str(Schedule.weekly(weekday_of(day), hour, minute).cron)


def weekday_of(word: str) -> int:
    """Return 0 for Monday to 6 for Sunday, from a name, its first three letters or the number; else ValueError."""
    lower = word.strip().lower()
    for number, name in enumerate(FULL_NAMES):
        if lower in {name, DAYS[number].lower(), str(number)}:
            return number
    raise ValueError(f'"{word}" is no day of the week: give monday to sunday, or 0 for Monday to 6 for Sunday')


def _clock(words: str) -> tuple[int, int]:
    if found := _CLOCK.fullmatch(words.strip()):
        return int(found[1]), int(found[2])
    raise ValueError(f'"{words}" is no time of the day: give hours and minutes, like 23:59')
