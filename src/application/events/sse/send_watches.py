"""SendWatches: every connected client, and who of them has stopped reading."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from application.clock import Clock
from application.events.sse.send_watch import SendWatch
from application.events.sse.sse_limits import SSELimits

log = structlog.get_logger(__name__)


class SendWatches:
    """One look at all clients now and then instead of a timer for each write."""

    def __init__(self, clock: Clock, limits: SSELimits) -> None:
        self._clock = clock
        self._timeout_seconds = limits.send_timeout_seconds
        self._watches: set[SendWatch] = set()
        self._empty = asyncio.Event()
        self.cut = 0

    def __len__(self) -> int:
        return len(self._watches)

    @contextmanager
    def watching(self, give_up: Callable[[], None]) -> Iterator[SendWatch]:
        """Count a client in; `give_up` is called, at most once, when its connection is to be cut."""
        watch = SendWatch(self._clock, give_up)
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)
            if not self._watches:
                self._empty.set()

    async def run_async(self) -> None:
        """Cut off who has not read for the send timeout, for ever."""
        while True:
            await asyncio.sleep(self._timeout_seconds / 10)
            stalled = [watch for watch in self._watches if watch.is_stalled(self._timeout_seconds)]
            self._cut(stalled)

    def cut_all(self) -> None:
        """Cut off who is still here."""
        self._cut(list(self._watches))

    async def until_empty_async(self) -> None:
        """Wait until the last client has gone."""
        while self._watches:
            self._empty.clear()
            await self._empty.wait()

    def _cut(self, watches: list[SendWatch]) -> None:
        for watch in watches:
            watch.cut()
        self.cut += len(watches)
        if watches:
            log.info("sse_clients_cut", clients=len(watches), send_timeout_seconds=self._timeout_seconds)
