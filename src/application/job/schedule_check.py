"""Whether a schedule can be kept, field by field."""

from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from application.job.slots import EPOCH
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule

SHORTEST_INTERVAL_SECONDS = 1.0
LONGEST_INTERVAL_SECONDS = 366 * 24 * 3600.0
LONGEST_JITTER_SECONDS = 3600.0
CRON_FIELDS = 5


Fault = tuple[str, str]


def check_schedule(schedule: Schedule) -> None:
    """Raise InvalidValuesError with a sentence for each field that cannot be kept."""
    if faults := faults_of(schedule):
        raise InvalidValuesError(faults, "invalid_schedule")


def faults_of(schedule: Schedule) -> list[Fault]:
    """Return the pointer of each field that cannot be kept, and a sentence that says why."""
    return [fault for fault in (_timezone(schedule), _times(schedule), _jitter(schedule)) if fault]


def _timezone(schedule: Schedule) -> Fault | None:
    if schedule.timezone in available_timezones():
        return None
    return "/timezone", "there is no such time zone; give one like Europe/Paris, or UTC"


def _times(schedule: Schedule) -> Fault | None:
    if (schedule.interval_seconds is None) == (schedule.cron is None):
        return "", "give either an interval or a cron line"
    if schedule.cron is not None:
        return _cron(schedule.cron)
    if SHORTEST_INTERVAL_SECONDS <= (schedule.interval_seconds or 0) <= LONGEST_INTERVAL_SECONDS:
        return None
    return "/interval_seconds", f"give {SHORTEST_INTERVAL_SECONDS:g} to {LONGEST_INTERVAL_SECONDS:.0f} seconds"


def _cron(line: str) -> Fault | None:
    if len(line.split()) != CRON_FIELDS:
        return "/cron", "a cron line has five fields: minute, hour, day of month, month, day of week"
    try:
        next(CronSim(line, EPOCH.astimezone(ZoneInfo("UTC"))))
    except CronSimError as error:
        return "/cron", f"it has a {str(error).lower()}"
    except StopIteration:
        return "/cron", "it names no time that ever comes"
    return None


def _jitter(schedule: Schedule) -> Fault | None:
    if 0 <= schedule.jitter_seconds <= LONGEST_JITTER_SECONDS:
        return None
    return "/jitter_seconds", f"give 0 to {LONGEST_JITTER_SECONDS:.0f} seconds"
