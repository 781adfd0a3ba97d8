"""Leases in a dictionary, timed by the clock of the world."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from application.clock import Clock
from application.ports.leases import Lease
from domain.errors import SourceUnavailableError

OVER = datetime(1970, 1, 1, tzinfo=UTC)


class InMemoryLeases:
    """`down` makes every call fail; none answers while `answering` is not set.

    `forget_releases` lets a process that stops look like one that was killed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.leases: dict[str, Lease] = {}
        self.down = False
        self.forget_releases = False
        self.answering = asyncio.Event()
        self.answering.set()

    async def acquire_async(self, name: str, holder: str, seconds: float) -> Lease:
        """Take or prolong."""
        await self._turn()
        now = self._clock.now()
        known = self.leases.get(name) or Lease(name=name, holder="", term=0, ends_at=OVER, seconds_left=0)
        if known.ends_at > now and known.holder != holder:
            return replace(known, seconds_left=(known.ends_at - now).total_seconds())
        term = known.term if known.ends_at > now else known.term + 1
        ends_at = now + timedelta(seconds=seconds)
        self.leases[name] = Lease(name=name, holder=holder, term=term, ends_at=ends_at, seconds_left=seconds)
        return self.leases[name]

    async def release_async(self, lease: Lease) -> None:
        """Let it end in the past."""
        await self._turn()
        known = self.leases.get(lease.name)
        if known and (known.holder, known.term) == (lease.holder, lease.term) and not self.forget_releases:
            self.leases[lease.name] = replace(known, ends_at=OVER)

    async def list_over_async(self, prefix: str) -> Sequence[Lease]:
        """See Leases."""
        await self._turn()
        now = self._clock.now()
        return [each for each in self.leases.values() if each.name.startswith(prefix) and each.ends_at <= now]

    async def remove_async(self, lease: Lease) -> bool:
        """See Leases."""
        await self._turn()
        known = self.leases.get(lease.name)
        if known is None or (known.holder, known.term, known.ends_at) != (lease.holder, lease.term, lease.ends_at):
            return False
        del self.leases[lease.name]
        return True

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        await self.answering.wait()
        if self.down:
            raise SourceUnavailableError("the database does not answer")

    async def find_async(self, name: str) -> Lease | None:
        """See Leases."""
        known = self.leases.get(name)
        return known and replace(known, seconds_left=(known.ends_at - self._clock.now()).total_seconds())
