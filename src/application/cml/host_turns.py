"""HostTurns: how many controllers this process asks at once."""

import asyncio
from types import TracebackType
from typing import Self

from application.settings import Settings


class HostTurns:
    """At most `cml_hosts_at_once`. Who keeps its turn for longer than `cml_patience_seconds` is late.

    It goes on, up to its own deadline, and its place is given to the next: controllers that do not answer hold up
    nobody.
    """

    def __init__(self, settings: Settings) -> None:
        self._places = asyncio.Semaphore(settings.cml_hosts_at_once)
        self._patience_seconds = settings.cml_patience_seconds

    def turn(self, pool: "HostPool") -> "HostTurn":
        """Return the turn of one controller among those that `pool` counts."""
        return HostTurn(self._places, self._patience_seconds, pool)


class HostPool:
    """The controllers that are asked together; `settled` while each of them has answered or is late."""

    def __init__(self, size: int) -> None:
        self.settled = asyncio.Event()
        self._expected = size

    def settle_one(self) -> None:
        """One more has answered or is late."""
        self._expected -= 1
        if self._expected == 0:
            self.settled.set()


class HostTurn:
    """Taken by `async with`."""

    __slots__ = ("_late", "_patience_seconds", "_places", "_pool", "_timer")

    def __init__(self, places: asyncio.Semaphore, patience_seconds: float, pool: HostPool) -> None:
        self._places = places
        self._patience_seconds = patience_seconds
        self._pool = pool
        self._late = False
        self._timer: asyncio.TimerHandle

    async def __aenter__(self) -> Self:
        await self._places.acquire()
        self._timer = asyncio.get_running_loop().call_later(self._patience_seconds, self._be_late)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if not self._late:
            self._give_up_place()

    def _be_late(self) -> None:
        self._late = True
        self._give_up_place()

    def _give_up_place(self) -> None:
        self._places.release()
        self._pool.settle_one()
