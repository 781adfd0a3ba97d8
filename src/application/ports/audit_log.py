"""The port through which audit records are kept and found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class AuditOutcome(StrEnum):
    """What became of a command.

    BEGUN until it ends, and for ever where its process died or the database went away before: it may have had its
    effect. REFUSED for what the service would not do; FAILED for what it could not.
    """

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """`id`s sort by time. `by` is the principal's id, "" where nobody was known.

    `parameters` are JSON values without secrets; `targets` the ids of what the command was to act on. `code` says why
    it was refused or failed, as in problem details. A command that was accepted as an operation goes on as that.
    """

    id: str
    at: datetime
    by: str
    name: str
    role: str
    command: str
    parameters: Mapping[str, Any]
    targets: Sequence[str]
    trace_id: str
    outcome: AuditOutcome = AuditOutcome.BEGUN
    code: str = ""
    operation_id: str = ""
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCriteria:
    """Records that meet all that is given; `since` belongs to the time between, `until` does not."""

    by: str | None = None
    command: str | None = None
    target: str | None = None
    outcome: AuditOutcome | None = None
    trace_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditLog(Protocol):
    """Errors of the database come as SourceUnavailableError."""

    async def write_async(self, records: Sequence[AuditRecord]) -> None:
        """Keep records, each in place of what was kept under its id; on return nothing of them can be lost."""

    async def read_async(self, criteria: AuditCriteria, before: str | None, limit: int) -> Sequence[AuditRecord]:
        """Return the newest records, the newest first; with `before`, an id, those older than it."""
