"""The saving half of every repository: each adapter reads in its own way, all of them save like this."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from neuroglia.data.infrastructure.abstractions import Repository

from application.events.committer import Committer
from domain.aggregate import FleetAggregate
from domain.errors import ConflictError
from domain.events.fleet_event import FleetEvent

TAggregate = TypeVar("TAggregate", bound=FleetAggregate[Any])


class CommittedRepository(Repository[TAggregate, str], Generic[TAggregate], ABC):
    """Saves through the committer: the log first, then the documents, which the projection alone writes."""

    def __init__(self, committer: Committer) -> None:
        super().__init__()
        self._committer = committer

    @abstractmethod
    async def get_many_async(self, aggregate_ids: Iterable[str]) -> list[TAggregate]:
        """Load those with these ids, in any order; unknown ones are left out."""

    async def contains_async(self, id: str) -> bool:  # noqa: A002  # neuroglia names it so
        """Whether there is one with this id."""
        return await self.get_async(id) is not None

    async def get_async(self, id: str) -> TAggregate | None:  # noqa: A002  # neuroglia names it so
        """Load one."""
        return next(iter(await self.get_many_async([id])), None)

    async def update_many_async(
        self,
        aggregates: Sequence[TAggregate],
        again: Callable[[TAggregate], None],
        announcements: Sequence[FleetEvent] = (),
        beside: Sequence[FleetAggregate[Any]] = (),
    ) -> list[str]:
        """Commit; reload and commit once more what was stale of `aggregates`."""
        stale = await self._committer.commit_async([*aggregates, *beside], announcements)
        if not stale:
            return []
        reloaded = await self.get_many_async(aggregate.aggregate_id for aggregate in stale)
        for aggregate in reloaded:
            again(aggregate)
        return [aggregate.aggregate_id for aggregate in await self._committer.commit_async(reloaded)]

    async def add_with_async(self, aggregate: TAggregate, beside: Sequence[FleetAggregate[Any]]) -> None:
        """Commit what is new, and what is new beside it, as one commit."""
        await self._committer.commit_async([aggregate, *beside])

    async def _do_add_async(self, entity: TAggregate) -> TAggregate:
        return await self._do_update_async(entity)

    async def _do_update_async(self, entity: TAggregate) -> TAggregate:
        if await self._committer.commit_async([entity]):
            raise ConflictError(f"{entity.aggregate_id} was changed by somebody else meanwhile")
        return entity

    async def _do_remove_async(self, id: str) -> None:  # noqa: A002  # neuroglia names it so
        raise NotImplementedError("what has happened stays: an aggregate ends by an event, then update_async")
