"""EC2's two status checks of an instance, and what AWS has announced to do with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CheckStatus(StrEnum):
    """Outcome of one check (Amazon EC2 API Reference, InstanceStatusSummary), with underscores for hyphens."""

    OK = "ok"
    INITIALIZING = "initializing"
    IMPAIRED = "impaired"
    INSUFFICIENT_DATA = "insufficient_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ScheduledEvent:
    """What AWS will do with the instance (Amazon EC2 API Reference, InstanceStatusEvent), between these times.

    `code` with underscores for hyphens: instance_stop, instance_retirement, instance_reboot, system_reboot,
    system_maintenance.
    """

    code: str
    description: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkerChecks:
    """`system`: the host under the instance; `instance`: the operating system on it; `scheduled`: soonest first."""

    system: CheckStatus = CheckStatus.NOT_APPLICABLE
    instance: CheckStatus = CheckStatus.NOT_APPLICABLE
    scheduled: tuple[ScheduledEvent, ...] = ()
