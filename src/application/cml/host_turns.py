"""HostTurns: how many controllers this process asks at once."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from application.settings import Settings

LATE_FOR_EACH_PLACE = 5


class HostTurns:
    """At most `cml_hosts_at_once`. Who keeps its turn for longer than `cml_patience_seconds` is late.

    It goes on, up to its own deadline, and its place is given to the next: controllers that do not answer hold up
    nobody. There are not more late ones than a process has connections for: then who is late keeps its place.
    """

    def __init__(self, settings: Settings) -> None:
        self._places = asyncio.Semaphore(settings.cml_hosts_at_once)
        self._late = LatePlaces(LATE_FOR_EACH_PLACE * settings.cml_hosts_at_once)
        self._patience_seconds = settings.cml_patience_seconds

    def turn(self, pool: "HostPool") -> "HostTurn":
        """Return the turn of one controller among those that `pool` counts."""
        return HostTurn(self._places, self._late, self._patience_seconds, pool)


@dataclass(slots=True)
class LatePlaces:
    """How many more may be late; nobody waits for such a place."""

    free: int

    def release(self) -> None:
        """Give one back."""
        self.free += 1


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

    __slots__ = ("_held", "_late", "_late_places", "_patience_seconds", "_places", "_pool", "_timer")

    def __init__(
        self, places: asyncio.Semaphore, late_places: LatePlaces, patience_seconds: float, pool: HostPool
    ) -> None:
        self._places = places
        self._held: asyncio.Semaphore | LatePlaces = places
        self._late_places = late_places
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
        self._held.release()
        if not self._late:
            self._pool.settle_one()

    def _be_late(self) -> None:
        self._late = True
        self._pool.settle_one()
        if self._late_places.free:
            self._late_places.free -= 1
            self._held = self._late_places
            self._places.release()
