"""Slots: fixed in time, the same in every process, and none lost where clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from application.job.slots import begin_of, due_slots, next_slot
from domain.job.schedule import Schedule
from fakes.clock_changes import ZONES, local_days
from fakes.fake_clock import NOON

TEN = Schedule.every(10)


@pytest.mark.parametrize("interval", [0.25, 1, 10, 86_400])
def test_interval_slots_lie_on_a_grid_of_the_job(interval: float) -> None:
    """From whenever one asks, they are the same: a restart moves none, and not all jobs have the same."""
    schedule = Schedule.every(interval)
    first = next_slot(schedule, NOON, "probe")
    assert NOON < first <= NOON + timedelta(seconds=interval)
    assert next_slot(schedule, first - timedelta(milliseconds=1), "probe") == first
    assert next_slot(schedule, first, "probe") - first == timedelta(seconds=interval)
    assert {next_slot(Schedule.every(3600), NOON, f"job-{n}") for n in range(9)} != {first}


def test_phase_is_unmoved_by_five_restarts() -> None:
    """However long each process lived, and whatever it was doing in between."""
    moment, phases = NOON, set[float]()
    for lived in (3, 17, 61, 0.5, 4000):
        moment += timedelta(seconds=lived)
        phases.add(next_slot(TEN, moment, "probe").timestamp() % 10)
    assert len(phases) == 1


def test_due_slots_are_summed_up() -> None:
    """The newest, the one before it, and how many."""
    first = next_slot(TEN, NOON, "probe")
    due = due_slots(TEN, NOON, first + timedelta(seconds=29), "probe")
    assert due is not None
    assert (due.newest, due.before_newest, due.count) == (
        first + timedelta(seconds=20),
        first + timedelta(seconds=10),
        3,
    )
    one = due_slots(TEN, NOON, first, "probe")
    assert one is not None
    assert (one.newest, one.before_newest, one.count) == (first, None, 1)
    assert due_slots(TEN, first, first + timedelta(seconds=9), "probe") is None
    assert due_slots(TEN, first, first - timedelta(hours=1), "probe") is None


def test_due_slots_of_a_cron_line_are_summed_up() -> None:
    """Likewise."""
    daily = Schedule.daily(13, 0)
    due = due_slots(daily, NOON, NOON + timedelta(days=3), "probe")
    assert due is not None
    assert (due.newest, due.count) == (NOON + timedelta(days=2, hours=1), 3)
    assert due.before_newest == NOON + timedelta(days=1, hours=1)
    assert due_slots(daily, NOON, NOON + timedelta(minutes=59), "probe") is None


def test_jitter_is_the_same_in_every_process_and_differs_by_slot() -> None:
    """It is never more than was asked for."""
    jittered = Schedule.every(10, jitter_seconds=5)
    slots = [NOON + timedelta(seconds=10 * number) for number in range(50)]
    shifts = [begin_of(jittered, slot, "probe") - slot for slot in slots]
    assert shifts == [begin_of(jittered, slot, "probe") - slot for slot in slots]
    assert timedelta(0) <= min(shifts) < max(shifts) <= timedelta(seconds=5)
    assert len(set(shifts)) > 40
    assert begin_of(TEN, NOON, "probe") == NOON


@pytest.mark.parametrize("zone", ZONES)
def test_daily_schedules_miss_and_double_no_day_of_a_year(zone: str) -> None:
    """48 times of day: with nine zones 432 schedules; each local day of 2026 has one slot."""
    begin, end = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)), datetime(2027, 1, 1, tzinfo=ZoneInfo(zone))
    for half_hours in range(48):
        schedule = Schedule.daily(half_hours // 2, half_hours % 2 * 30, zone)
        slots, slot = [], next_slot(schedule, begin - timedelta(milliseconds=1), "probe")
        while slot < end:
            slots.append(slot.astimezone(ZoneInfo(zone)).date())
            slot = next_slot(schedule, slot, "probe")
        assert slots == local_days(2026), (zone, half_hours)


def test_slots_are_in_utc() -> None:
    """Whatever zone the schedule is kept in."""
    assert next_slot(Schedule.daily(14, 0, "Europe/Paris"), NOON - timedelta(hours=1), "x") == NOON
    assert next_slot(Schedule.daily(14, 0, "Europe/Paris"), NOON, "x").tzinfo is UTC
