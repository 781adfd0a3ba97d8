"""RecentOperations: the operations that run and those that finished lately, in memory."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from application.events.followed_states import FollowedStates
from application.events.recent_subjects import RECENT
from domain.operation.operation_events import OperationDomainEvent
from domain.operation.operation_state import OperationState

KEPT = 2 * RECENT
"""Their documents may have to be written again for as long as half of it."""


class RecentOperations:
    """Follows the events of operations in every process; what finished four minutes ago is in its document alone."""

    def __init__(self) -> None:
        self._states = FollowedStates(lambda operation_id: OperationState(id=operation_id))
        self._finished: deque[tuple[datetime, str]] = deque()
        self._ended: dict[str, asyncio.Event] = {}

    def load(self, operations: Iterable[OperationState]) -> None:
        """Begin with what the documents hold."""
        known = list(operations)
        self._states.load(known)
        ended = sorted((state.finished_at, state.id) for state in known if state.finished_at)
        self._finished = deque(ended)

    def follow(self, event: OperationDomainEvent) -> None:
        """Follow one event, and wake those who wait for the end of its operation."""
        state = self._states.follow(event)
        if state.finished and state.state_version == event.aggregate_version:
            self._finished.append((event.created_at, state.id))
            if ended := self._ended.pop(state.id, None):
                ended.set()
        self._forget_before(event.created_at - KEPT)

    async def wait_until_finished_async(self, operation_id: str, seconds: float) -> OperationState | None:
        """Wait for the end of an operation, `seconds` at most; return it as it is then, None if it is not recent."""
        state = self._states.get(operation_id)
        if state is not None and not state.finished:
            ended = self._ended.setdefault(operation_id, asyncio.Event())
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await ended.wait()
        return self._states.get(operation_id)

    def of(self, operation_ids: Iterable[str]) -> list[OperationState]:
        """Return those of these that are recent."""
        return self._states.of(operation_ids)

    def going(self) -> Iterator[OperationState]:
        """Those that are not finished."""
        return (state for state in self._states if not state.finished)

    def _forget_before(self, moment: datetime) -> None:
        while self._finished and self._finished[0][0] < moment:
            self._states.forget(self._finished.popleft()[1])
