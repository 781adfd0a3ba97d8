"""Working hours, by the clocks of a place."""

import json
from datetime import UTC, datetime

import pytest

from application.idle.working_clock import is_working_time
from application.live.idle_rules import WorkingHours


def hours_from(begin: str, end: str, *days: str, zone: str = "Europe/Berlin") -> WorkingHours:
    """Working hours as they are set."""
    return WorkingHours.model_validate_json(json.dumps({"time_zone": zone, "days": days, "begin": begin, "end": end}))


DAY = hours_from("08:00", "18:30", "fri", "sat", "sun")
NIGHT = DAY.model_copy(update={"begin": DAY.end, "end": DAY.begin})


@pytest.mark.parametrize(
    ("moment", "by_day", "by_night"),
    [
        ("2026-03-27T06:59", False, False),
        ("2026-03-27T07:00", True, False),
        ("2026-03-27T17:29", True, False),
        ("2026-03-27T17:30", False, True),
        ("2026-03-28T06:59", False, True),
        ("2026-03-29T05:59", False, True),
        ("2026-03-29T06:00", True, False),
        ("2026-03-29T16:30", False, True),
        ("2026-03-30T05:59", False, True),
        ("2026-03-30T06:00", False, False),
        ("2026-10-25T06:59", False, True),
        ("2026-10-25T07:00", True, False),
    ],
)
def test_hours_follow_the_clocks_there(moment: str, by_day: bool, by_night: bool) -> None:
    """Friday to Sunday; clocks are set forward on 29 March 2026 and back on 25 October; nights end the day after."""
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert (is_working_time(DAY, now), is_working_time(NIGHT, now)) == (by_day, by_night)


@pytest.mark.parametrize(
    ("begin", "end", "first", "last"),
    [
        ("02:30", "12:00", "2026-03-29T00:30", "2026-03-29T09:59"),
        ("00:00", "02:30", "2026-03-28T23:00", "2026-03-29T01:29"),
        ("02:30", "12:00", "2026-10-25T00:30", "2026-10-25T10:59"),
        ("00:00", "02:30", "2026-10-24T22:00", "2026-10-25T01:29"),
    ],
)
def test_an_hour_that_there_is_twice_or_never_is_held_generously(begin: str, end: str, first: str, last: str) -> None:
    """The hours begin with the first moment that the clock may mean, and end with the last."""
    hours = hours_from(begin, end, "sun")
    moments = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (first, last)]
    assert [is_working_time(hours, each) for each in moments] == [True, True]
    early, late = moments[0].timestamp() - 60, moments[1].timestamp() + 60
    assert [is_working_time(hours, datetime.fromtimestamp(each, UTC)) for each in (early, late)] == [False, False]


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_hours_from_one_clock_to_the_same_are_a_whole_day(hour: int) -> None:
    """Nothing is left of it."""
    hours = hours_from("08:00", "08:00", "mon", "tue", zone="UTC")
    assert is_working_time(hours, datetime(2026, 3, 31, hour, tzinfo=UTC))
