"""JobConfiguration: what somebody changed of what the code declares of a job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from domain.job.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class JobConfiguration:
    """Overrides only: None is what the code says. It lasts over restarts and new versions of the service.

    A job is due from `counted_from` on: when it was first seen, or last enabled or given another schedule; what lay
    before was never missed. `continue_from` is where a run that had to leave something out would go on, in the words
    of the job. `changed_by` is the id of who changed it last, `switched_by` of who enabled or disabled it last, "" for
    nobody. `version` grows with every write.
    """

    job: str
    counted_from: datetime
    enabled: bool | None = None
    schedule: Schedule | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    misfire_grace_seconds: float | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    switched_at: datetime | None = None
    switched_by: str = ""
    continue_from: str | None = None
    version: int = 1


class JobConfigurations(Protocol):
    """Few records, by the job's name. Errors of the database come as SourceUnavailableError."""

    async def add_async(self, configuration: JobConfiguration) -> bool:
        """Keep a new one; False, and nothing written, where the job has one."""

    async def replace_async(self, configuration: JobConfiguration) -> bool:
        """Keep in place of the version before, but for `continue_from`.

        False, and nothing written, when there is another version by now.
        """

    async def continue_from_async(self, job: str, place: str | None) -> None:
        """Set where the next run begins, whatever else changes meanwhile."""

    async def list_async(self) -> Sequence[JobConfiguration]:
        """All of them."""
