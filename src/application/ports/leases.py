"""The port to leases: who may do what must not be done twice at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease as the database has it. `term` is the fence: it grows with every taking and never comes again.

    `ends_at` is a time of the database's clock, `seconds_left` how long that is from when it was asked.
    """

    name: str
    holder: str
    term: int
    ends_at: datetime
    seconds_left: float


class Leases(Protocol):
    """Leases by compare and set, timed by one clock for all. Errors of the database come as SourceUnavailableError."""

    async def acquire_async(self, name: str, holder: str, seconds: float) -> Lease:
        """Take the lease where it is over, prolong it where `holder` has it; return it, whoever has it then."""

    async def release_async(self, lease: Lease) -> None:
        """End the lease, unless a later term has begun."""

    async def find_async(self, name: str) -> Lease | None:
        """Return the lease as it is, over or not; None where nobody ever had it."""

    async def list_over_async(self, prefix: str) -> Sequence[Lease]:
        """Return those whose names begin so and that nobody has."""

    async def remove_async(self, lease: Lease) -> bool:
        """Remove a lease that is still as it was seen; False, and nothing removed, where it is another one by now.

        Only for a name that is never used again: the terms of whoever used it would begin anew.
        """
