"""The port to the cursors of durable handlers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingEvent:
    """An event that its handler could not take so far; it is tried again."""

    sequence: int
    attempts: int
    first_failed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """How far a durable handler has come in the log of `epoch`: every event up to `cursor` is done.

    `term` is the term of the lease under which it was written last; `failing` are events after the cursor.
    """

    handler: str
    epoch: str
    cursor: int
    term: int = 0
    failing: tuple[FailingEvent, ...] = ()


class Consumers(Protocol):
    """One cursor per handler class. Errors of the database come as SourceUnavailableError."""

    async def open_async(self, consumer: Consumer) -> None:
        """Keep the cursor of a new handler; one that is there stays as it is."""

    async def find_async(self, handler: str) -> Consumer | None:
        """Look at a cursor, whoever has claimed it; None where there is none."""

    async def remove_async(self, handler: str) -> None:
        """Forget a cursor: who works with it has lost its lease."""

    async def claim_async(self, handler: str, term: int) -> Consumer | None:
        """Shut out writers of earlier terms and return the cursor; None when a later term has claimed it."""

    async def save_async(self, consumer: Consumer) -> bool:
        """Write; False, and nothing written, when `term` is not the one that claimed the cursor last."""
