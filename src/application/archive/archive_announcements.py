"""ArchiveAnnouncements: how a run of the archive ended, told to all who listen."""

from contextlib import suppress
from typing import Any

from application.archive.archive_order import ArchiveOrder
from application.archive.archive_summary import ArchiveSummary
from application.clock import Clock
from application.events.committer import Committer
from domain.archive.archive_events import ArchiveCompletedDomainEvent, ArchiveFailedDomainEvent
from domain.errors import DomainError, SourceUnavailableError

WITHOUT_PLAN = "archive"
"""The subject of what no plan asked for."""


class ArchiveAnnouncements:
    """Events are about the plan that asked."""

    def __init__(self, committer: Committer, clock: Clock) -> None:
        self._committer = committer
        self._clock = clock

    async def completed_async(self, order: ArchiveOrder, execution_id: str, summary: ArchiveSummary) -> None:
        """Tell what is archived."""
        event = ArchiveCompletedDomainEvent(
            **self._about(order, execution_id),
            files=summary.result.files,
            rows=summary.result.rows,
            bytes=summary.result.bytes,
            pruned=summary.result.pruned,
            warnings=summary.warnings,
        )
        await self._committer.commit_async([], [event])

    async def failed_async(self, order: ArchiveOrder, execution_id: str, error: DomainError) -> None:
        """Tell why not, unless the database is away as well."""
        event = ArchiveFailedDomainEvent(**self._about(order, execution_id), code=error.code, reason=str(error))
        with suppress(SourceUnavailableError):
            await self._committer.commit_async([], [event])

    def _about(self, order: ArchiveOrder, execution_id: str) -> dict[str, Any]:
        return {
            "aggregate_id": order.plan_id or WITHOUT_PLAN,
            "created_at": self._clock.now(),
            "execution_id": execution_id,
            "destination": order.destination,
            "what": order.what,
            "format": order.format,
            "first_day": order.days.first,
            "last_day": order.days.last,
        }
