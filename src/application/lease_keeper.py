"""LeaseKeeper: does what must not be done twice at a time, as long as this process holds the lease for it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

import structlog

from application.clock import Clock
from application.ports.leases import Lease, Leases
from application.process_name import ProcessName
from application.task_group import task_group
from domain.errors import SourceUnavailableError

RENEWED_EACH = 0.25
"""Part of the lease's time after which it is renewed."""
WORKED_FOR = 0.8
"""Part of it after which the work stops without a renewal: long before anybody else may begin."""
SHORTEST_WAIT_SECONDS = 0.02
RELEASE_SECONDS = 1.0

Work = Callable[[Lease], Awaitable[None]]
"""Ends by what it raises alone."""

log = structlog.get_logger(__name__)


class LeaseLostError(Exception):
    """The lease is over, or somebody else's; what was done under it must stop."""


@dataclass(slots=True)
class _Held:
    """A lease, and the monotonic time until which its work may go on."""

    lease: Lease
    seconds: float
    until: float


class LeaseKeeper:
    """Holds leases for this process, under a name that no other process has."""

    def __init__(self, leases: Leases, process: ProcessName, clock: Clock) -> None:
        self._leases = leases
        self._clock = clock
        self._holder = process.name

    async def hold_async(self, name: str, seconds: float, work: Work) -> NoReturn:
        """Wait for the lease and work under it, again and again; whatever else the work raises comes out.

        The work is cancelled when the lease could not be renewed. It may raise LeaseLostError or
        SourceUnavailableError, to begin anew with another term or once the database is back.
        """
        away = False
        while True:
            try:
                held = await self._wait_for(name, seconds)
                away = False
                await self._work_while_held(held, work)
            except LeaseLostError:
                log.warning("lease_lost", lease=name)
            except SourceUnavailableError as error:
                if not away:
                    log.warning("lease_unreachable", lease=name, reason=str(error))
                away = True
            await self._clock.wait_async(seconds * RENEWED_EACH)

    async def _wait_for(self, name: str, seconds: float) -> _Held:
        while True:
            asked_at = self._clock.monotonic_seconds()
            lease = await self._leases.acquire_async(name, self._holder, seconds)
            if lease.holder == self._holder:
                return _Held(lease, seconds, asked_at + seconds * WORKED_FOR)
            left = min(lease.seconds_left, seconds * RENEWED_EACH)
            await self._clock.wait_async(max(left, SHORTEST_WAIT_SECONDS))

    async def _work_while_held(self, held: _Held, work: Work) -> None:
        try:
            async with task_group() as tasks:
                tasks.create_task(self._renew(held))
                tasks.create_task(self._stop_in_time(held))
                await work(held.lease)
        finally:
            with suppress(SourceUnavailableError, TimeoutError):
                async with asyncio.timeout(RELEASE_SECONDS):
                    await self._leases.release_async(held.lease)

    async def _renew(self, held: _Held) -> NoReturn:
        """Renew in time; an answer that does not come is left to `_stop_in_time`."""
        while True:
            await self._clock.wait_async(held.seconds * RENEWED_EACH)
            asked_at = self._clock.monotonic_seconds()
            with suppress(SourceUnavailableError):
                lease = await self._leases.acquire_async(held.lease.name, self._holder, held.seconds)
                if (lease.holder, lease.term) != (self._holder, held.lease.term):
                    raise LeaseLostError
                held.until = asked_at + held.seconds * WORKED_FOR

    async def _stop_in_time(self, held: _Held) -> NoReturn:
        while (left := held.until - self._clock.monotonic_seconds()) > 0:
            await self._clock.wait_async(left)
        raise LeaseLostError
