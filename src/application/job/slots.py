"""The slots of a schedule: times that are the same in every process and after every restart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from cronsim import CronSim

from domain.job.schedule import Schedule

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSlots:
    """The slots of a stretch of time: the `newest`, the one before it, and how many there are."""

    newest: datetime
    before_newest: datetime | None
    count: int


def next_slot(schedule: Schedule, after: datetime, job: str) -> datetime:
    """Return the first slot of the job after a time, in UTC.

    An interval's slots are its multiples since the epoch, shifted by the CRC-32 of the job's name, in seconds, modulo
    the interval: not all jobs at once. A cron line follows Debian's cron where clocks change (cronsim): what falls
    into an hour that is left out comes right after it, and a fixed hour that comes twice has one slot.
    """
    return next(slots_after(schedule, after, job))


def due_slots(schedule: Schedule, after: datetime, until: datetime, job: str) -> DueSlots | None:
    """Sum up the slots after one time and up to another; None where there are none."""
    if schedule.interval_seconds is not None:
        return _due_on_grid(schedule.interval_seconds, after, until, job)
    count, newest, before_newest = 0, None, None
    for slot in slots_after(schedule, after, job):
        if slot > until:
            break
        count, newest, before_newest = count + 1, slot, newest
    return None if newest is None else DueSlots(newest=newest, before_newest=before_newest, count=count)


def begin_of(schedule: Schedule, slot: datetime, job: str) -> datetime:
    """Return when the run of a slot may begin: the slot, and its part of the jitter."""
    jitter_milliseconds = int(schedule.jitter_seconds * 1000)
    shift = crc32(f"{job}@{slot.timestamp()}".encode()) % (jitter_milliseconds + 1)
    return slot + shift * MILLISECOND


def slots_after(schedule: Schedule, after: datetime, job: str) -> Iterator[datetime]:
    """Yield the slots after a time, in UTC, without end for most schedules."""
    if schedule.interval_seconds is None:
        local = after.astimezone(ZoneInfo(schedule.timezone))
        for slot in CronSim(schedule.cron or "", local):
            yield slot.astimezone(UTC)
        return
    slot = _grid(schedule.interval_seconds, after, job)
    while True:
        slot += round(schedule.interval_seconds * 1000) * MILLISECOND
        yield slot


def _grid(interval_seconds: float, moment: datetime, job: str) -> datetime:
    """Return the newest point of the grid that is not after a moment."""
    interval = round(interval_seconds * 1000)
    shift = crc32(job.encode()) * 1000 % interval
    elapsed = (moment - EPOCH) // MILLISECOND
    return EPOCH + ((elapsed - shift) // interval * interval + shift) * MILLISECOND


def _due_on_grid(interval_seconds: float, after: datetime, until: datetime, job: str) -> DueSlots | None:
    interval = round(interval_seconds * 1000) * MILLISECOND
    newest, known = _grid(interval_seconds, until, job), _grid(interval_seconds, after, job)
    count = (newest - known) // interval
    if count <= 0:
        return None
    return DueSlots(newest=newest, before_newest=newest - interval if count > 1 else None, count=count)
