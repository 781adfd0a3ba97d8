"""Dispatcher: tells each event of the log once, in order, in every process."""

import asyncio
import heapq
from itertools import count, islice

from neuroglia.mediation.mediator import Mediator

from application.events.followed_log import FollowedLog
from application.hosting import BackgroundService

EVENTS_PER_TURN = 50


class Dispatcher(BackgroundService):
    """Publishes what the followed log took through the mediator to the live handlers."""

    def __init__(self, followed: FollowedLog, mediator: Mediator) -> None:
        super().__init__()
        self._followed = followed
        self._mediator = mediator
        self._told = 0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    async def start_async(self) -> None:
        """Begin with the event after the head."""
        self._told = self._followed.head.last - len(self._followed.untold)
        await super().start_async()

    async def run_async(self) -> None:
        """Tell what is there, a slice per turn of the event loop; then wait for more."""
        untold = self._followed.untold
        while True:
            self._followed.taken.clear()
            while untold:
                for event in list(islice(untold, EVENTS_PER_TURN)):
                    await self._mediator.publish_async(event)
                    event.settle()
                    untold.popleft()
                    self._told = event.sequence
                self._release()
                await asyncio.sleep(0)
            await self._followed.taken.wait()

    async def wait_until_told_async(self, sequence: int) -> None:
        """Wait until every event up to `sequence` was told in this process."""
        if sequence > self._told:
            told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (sequence, next(self._order), told))
            await told

    def _release(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._told:
            *_, told = heapq.heappop(self._waiting)
            if not told.done():
                told.set_result(None)
