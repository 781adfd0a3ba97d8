"""The grid on which intervals lie: fixed in time, so that a restart moves no slot."""

from datetime import UTC, datetime, timedelta
from zlib import crc32

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def next_slot(now: datetime, interval_seconds: float, job_name: str) -> datetime:
    """Return the first slot of the job after `now`, in UTC.

    Slots are multiples of the interval since the epoch, shifted by the CRC-32 of the job's name, in seconds,
    modulo the interval: the same after every start, and not all jobs at once.
    """
    interval = round(interval_seconds * 1_000_000)
    shift = crc32(job_name.encode()) * 1_000_000 % interval
    elapsed = (now - EPOCH) // MICROSECOND
    return EPOCH + ((elapsed - shift) // interval * interval + interval + shift) * MICROSECOND
