"""ArchiveTurns: one run at a time writes to a destination, whichever process it is in."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from application.lease_keeper import LeaseKeeper
from application.ports.leases import Lease
from application.settings import Settings
from domain.errors import DomainError

Result = TypeVar("Result")


class ArchiveTurns:
    """Two plans may be due at once: the second waits for the first."""

    def __init__(self, leases: LeaseKeeper, settings: Settings) -> None:
        self._leases = leases
        self._seconds = settings.durable_handler_lease_seconds

    async def run_async(self, destination: str, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return what the work returns, or raise what it raises; it is begun anew where the turn was lost."""
        ended: _Ended[Result] = _Ended()

        async def work_under_lease(lease: Lease) -> None:  # noqa: ARG001  # a destination knows no terms
            try:
                ended.result = await work()
            except DomainError as error:
                ended.error = error
            raise _TurnEndedError

        try:
            await self._leases.hold_async(f"archive/{destination}", self._seconds, work_under_lease)
        except _TurnEndedError:
            return ended.outcome()


class _TurnEndedError(Exception):
    """The work is done; a lease keeper goes on until something is raised."""


class _Ended(Generic[Result]):
    """How the work ended."""

    result: Result
    error: DomainError | None = None

    def outcome(self) -> Result:
        if self.error is not None:
            raise self.error
        return self.result
