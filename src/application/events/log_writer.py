"""LogWriter: appends entries, each on top of a log that it has followed to the end."""

import asyncio
import random
from collections.abc import Sequence

from application.clock import Clock
from application.events.commit_batches import Aggregate, CommitPart, entry_of
from application.events.event_reader import EventReader
from application.events.followed_log import FollowedLog
from application.ports.event_log import EventLog
from application.ports.id_generator import IdGenerator

CONTENTION_SECONDS = 0.005


class StaleAggregates:
    """The aggregates whose events cannot be saved, because somebody else changed them first."""

    def __init__(self) -> None:
        self._by_identity: dict[int, Aggregate] = {}

    def add(self, aggregate: Aggregate) -> None:
        """Note one."""
        self._by_identity[id(aggregate)] = aggregate

    def __contains__(self, aggregate: Aggregate) -> bool:
        return id(aggregate) in self._by_identity

    def ids(self) -> set[str]:
        """Their aggregate ids."""
        return {aggregate.aggregate_id for aggregate in self._by_identity.values()}


class LogWriter:
    """Compare and append: an entry is inserted under the number after the head, which only one writer can get."""

    def __init__(
        self, event_log: EventLog, followed: FollowedLog, reader: EventReader, ids: IdGenerator, clock: Clock
    ) -> None:
        self._event_log = event_log
        self._followed = followed
        self._reader = reader
        self._ids = ids
        self._clock = clock

    async def append_async(self, batch: Sequence[CommitPart], stale: StaleAggregates) -> None:
        """Append what of `batch` is not stale as one entry; whose events are stale is put into `stale`."""
        commit_id = self._ids.new_id()
        while fresh := self._fresh(batch, stale):
            entry = entry_of(fresh, self._followed.head, commit_id, self._clock.now())
            if await self._event_log.append_async(entry):
                events = [event for part in fresh for event in part.events]
                recorded = zip(entry.records, events, strict=True)
                self._followed.take(entry, [self._reader.event_of(record, event) for record, event in recorded])
                return
            await self._followed.catch_up_async()
            await asyncio.sleep(random.uniform(0, CONTENTION_SECONDS))  # noqa: S311  # spreads writers, hides nothing

    def _fresh(self, batch: Sequence[CommitPart], stale: StaleAggregates) -> list[CommitPart]:
        """Leave out what builds on a version that the log has passed, also within this very batch."""
        fresh: list[CommitPart] = []
        taken: set[str] = set()
        for part in batch:
            owner = part.aggregate
            if owner is None:
                fresh.append(part)
            elif owner in stale or owner.aggregate_id in taken or self._passed(owner.aggregate_id, part.base_version):
                stale.add(owner)
            else:
                taken.add(owner.aggregate_id)
                fresh.append(part)
        return fresh

    def _passed(self, aggregate_id: str, base_version: int) -> bool:
        return self._followed.version_of(aggregate_id, base_version) > base_version
