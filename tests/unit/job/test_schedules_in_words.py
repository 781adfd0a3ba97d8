"""Schedules as people ask for them."""

from typing import Any

import pytest

from application.job.wanted_schedule import ScheduleType, WantedSchedule
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("words", "schedule"),
    [
        ({"type": ScheduleType.INTERVAL, "interval_seconds": 300, "jitter_seconds": 5}, Schedule.every(300, 5)),
        (
            {"type": ScheduleType.CRON, "cron": "*/5 * * * *", "timezone": PARIS},
            Schedule(cron="*/5 * * * *", timezone=PARIS),
        ),
        ({"type": ScheduleType.DAILY, "hour": 23, "minute": 59}, Schedule.daily(23, 59)),
        ({"type": ScheduleType.WEEKLY, "day": "sunday", "hour": 0, "minute": 5}, Schedule.weekly(6, 0, 5)),
        ({"type": ScheduleType.WEEKLY, "day": 0, "hour": 0, "minute": 5}, Schedule.weekly(0, 0, 5)),
    ],
)
def test_mean_what_they_say(words: dict[str, Any], schedule: Schedule) -> None:
    """A day is a name, or 0 for Monday to 6 for Sunday."""
    assert WantedSchedule(**words).schedule() == schedule


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        (
            {"type": ScheduleType.DAILY, "hour": 24, "cron": "* * * * *", "timezone": "Nowhere"},
            {
                "/cron": "this is not for the type daily",
                "/hour": "give 0 to 23",
                "/minute": "this is needed for the type daily",
                "/timezone": "there is no such time zone; give one like Europe/Paris, or UTC",
            },
        ),
        (
            {"type": ScheduleType.WEEKLY, "day": 7, "hour": 1, "minute": 60},
            {"/day": "give monday to sunday, or 0 for Monday to 6 for Sunday", "/minute": "give 0 to 59"},
        ),
        ({"type": ScheduleType.INTERVAL, "interval_seconds": 0.5}, {"/interval_seconds": "give 1 to 31622400 seconds"}),
        ({"type": ScheduleType.INTERVAL}, {"/interval_seconds": "this is needed for the type interval"}),
        (
            {"type": ScheduleType.CRON, "cron": "61 * * * *", "jitter_seconds": 3601},
            {"/cron": "it has a bad minute", "/jitter_seconds": "give 0 to 3600 seconds"},
        ),
    ],
)
def test_are_refused_with_a_sentence_for_each_field(words: dict[str, Any], faults: dict[str, str]) -> None:
    """All at once."""
    with pytest.raises(InvalidValuesError) as refused:
        WantedSchedule(**words).schedule()
    assert dict(refused.value.faults) == faults
