"""Archiving: carries out an order, day by day, and tells how it ended."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import structlog

from application.archive.archive_announcements import ArchiveAnnouncements
from application.archive.archive_order import ArchiveOrder
from application.archive.archive_summary import ArchiveSummary, summed_up
from application.archive.archive_turns import ArchiveTurns
from application.archive.day_archiving import DayArchiving, DayOutcome
from application.archive.telemetry_pruning import TelemetryPruning
from application.clock import Clock
from application.ports.archive_files import ArchiveFiles
from application.ports.archive_store import ArchiveStore, ArchiveStores
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchiveManifest
from domain.errors import DomainError

Progress = Callable[[int, int, str], Awaitable[None]]
"""Told at each boundary how many parts are done, of how many, and what comes next."""

log = structlog.get_logger(__name__)


async def nobody_asks(done: int, total: int, text: str) -> None:
    """Progress that nobody wants to know."""


@dataclass(frozen=True, slots=True)
class ArchiveTask:
    """An order, the id of the run that carries it out, and where to tell how far it is."""

    order: ArchiveOrder
    execution_id: str
    progress: Progress = nobody_asks


class Archiving:
    """Nothing is pruned before all days of the order are archived."""

    def __init__(
        self,
        stores: ArchiveStores,
        files: ArchiveFiles,
        days: DayArchiving,
        pruning: TelemetryPruning,
        turns: ArchiveTurns,
        announcements: ArchiveAnnouncements,
        clock: Clock,
    ) -> None:
        self._stores = stores
        self._files = files
        self._days = days
        self._pruning = pruning
        self._turns = turns
        self._announcements = announcements
        self._clock = clock

    async def archive_async(self, task: ArchiveTask) -> ArchiveSummary:
        """Archive, prune where that is ordered, and tell the fleet. Raises one of the source errors."""
        try:
            summary = await self._turns.run_async(task.order.destination, partial(self._work_async, task))
        except DomainError as error:
            await self._announcements.failed_async(task.order, task.execution_id, error)
            raise
        await self._announcements.completed_async(task.order, task.execution_id, summary)
        return summary

    async def _work_async(self, task: ArchiveTask) -> ArchiveSummary:
        store = self._stores.store(task.order.destination)
        await self._remove_leftovers_async(store)
        outcomes = await self._archive_days_async(store, task)
        over = [outcome.manifest for outcome in outcomes if self._may_be_pruned(outcome.manifest, task.order)]
        return summed_up(task.order, outcomes, await self._prune_async(store, task, over), self._today)

    async def _remove_leftovers_async(self, store: ArchiveStore) -> None:
        removed = await store.remove_leftovers_async() + await self._files.remove_leftovers_async()
        if removed:
            log.warning("archive_leftovers_removed", count=removed)

    async def _archive_days_async(self, store: ArchiveStore, task: ArchiveTask) -> Sequence[DayOutcome]:
        outcomes: list[DayOutcome] = []
        parts = task.order.parts
        for done, (day, kind) in enumerate(parts):
            await task.progress(done, len(parts), f"archiving {kind.value} of {day}")
            outcomes.append(await self._days.archive_async(store, task.order, kind, day, task.execution_id))
        await task.progress(len(parts), len(parts), "archived")
        return outcomes

    async def _prune_async(self, store: ArchiveStore, task: ArchiveTask, over: Sequence[ArchiveManifest]) -> int:
        total, pruned = len(task.order.parts), 0
        for manifest in over:
            await task.progress(total, total, f"removing telemetry of {manifest.day} from the database")
            pruned += await self._pruning.prune_async(store, manifest)
        return pruned

    @property
    def _today(self) -> date:
        return self._clock.now().date()

    def _may_be_pruned(self, manifest: ArchiveManifest, order: ArchiveOrder) -> bool:
        return order.prune and manifest.kind is ArchiveKind.TELEMETRY and manifest.day < self._today
