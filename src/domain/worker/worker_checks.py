"""EC2's two status checks of an instance."""

from dataclasses import dataclass
from enum import StrEnum


class CheckStatus(StrEnum):
    """Outcome of one check (Amazon EC2 API Reference, InstanceStatusSummary), with underscores for hyphens."""

    OK = "ok"
    INITIALIZING = "initializing"
    IMPAIRED = "impaired"
    INSUFFICIENT_DATA = "insufficient_data"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class WorkerChecks:
    """`system`: the host under the instance; `instance`: the operating system on it."""

    system: CheckStatus = CheckStatus.NOT_APPLICABLE
    instance: CheckStatus = CheckStatus.NOT_APPLICABLE
