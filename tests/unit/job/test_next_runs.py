"""What is said of runs to come."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from application.job.clock_changes import clock_change_on
from application.job.next_runs import next_runs
from domain.job.schedule import Schedule

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("cron", "day", "local", "note"),
    [
        (
            "30 2 * * *",
            date(2026, 3, 29),
            "03:00:00+02:00",
            "clocks go forward on 2026-03-29: 02:30 does not exist, it runs right after",
        ),
        (
            "30 2 * * *",
            date(2026, 10, 25),
            "02:30:00+02:00",
            "clocks go back on 2026-10-25: 02:30 comes twice, it runs the first time",
        ),
        ("0 5 * * *", date(2026, 3, 29), "05:00:00+02:00", "clocks go forward on 2026-03-29, from 02:00 to 03:00"),
        ("0 5 * * *", date(2026, 10, 25), "05:00:00+01:00", "clocks go back on 2026-10-25, from 03:00 to 02:00"),
        ("*/30 4 * * *", date(2026, 3, 29), "04:00:00+02:00", "clocks go forward on 2026-03-29, from 02:00 to 03:00"),
        ("30 2 * * *", date(2026, 3, 30), "02:30:00+02:00", ""),
    ],
)
def test_say_what_a_clock_change_means(cron: str, day: date, local: str, note: str) -> None:
    """In the time of the schedule's zone, on the day of the change alone."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(PARIS))
    [run] = next_runs(Schedule(cron=cron, timezone=PARIS), midnight.astimezone(UTC), "probe", 1)
    assert (run.local, run.note) == (f"{day.isoformat()}T{local}", note)
    assert run.at == datetime.fromisoformat(run.local)


def test_of_an_interval_need_no_note() -> None:
    """They do not know of clocks; each begins within the jitter."""
    runs = next_runs(Schedule.every(60, jitter_seconds=10), datetime(2026, 3, 29, tzinfo=UTC), "probe", 5)
    assert {run.note for run in runs} == {""}
    assert all(50 <= (later.at - run.at).total_seconds() <= 70 for run, later in pairwise(runs))


@pytest.mark.parametrize(
    ("zone", "day", "before", "after"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-24T00:00", "2026-04-24T01:00"),
        ("America/Santiago", date(2026, 4, 4), "2026-04-05T00:00", "2026-04-04T23:00"),
        ("America/Havana", date(2026, 11, 1), "2026-11-01T01:00", "2026-11-01T00:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-05T02:00", "2026-04-05T01:30"),
    ],
)
def test_clock_change_is_found_on_its_day_alone(zone: str, day: date, before: str, after: str) -> None:
    """Also where it is at midnight, or of half an hour."""
    change = clock_change_on(day, ZoneInfo(zone))
    assert change is not None
    assert (change.before, change.after) == (datetime.fromisoformat(before), datetime.fromisoformat(after))
    for other in (day.replace(day=day.day + 1), day.replace(day=day.day + 2)):
        assert clock_change_on(other, ZoneInfo(zone)) is None
