"""The port to dead letters: events that a durable handler could not take, however often they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from application.ports.event_log import LogRecord


class LetterPlace(NamedTuple):
    """Where a letter stands in the list."""

    handler: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """The event itself, so that it can be told again when the log no longer keeps it, and why it was given up.

    `message` holds nothing secret. `redeliver_asked_at` is set while somebody wants it told again.
    """

    handler: str
    epoch: str
    record: LogRecord
    error_type: str
    message: str
    attempts: int
    first_failed_at: datetime
    last_failed_at: datetime
    redeliver_asked_at: datetime | None = None

    @property
    def id(self) -> str:
        """The same for the same event and handler: what is given up twice is one letter."""
        return f"{self.handler}-{self.event_id}"

    @property
    def event_id(self) -> str:
        """The event's position in the log."""
        return f"{self.epoch}-{self.record.sequence}"

    @property
    def subject(self) -> str:
        """The aggregate the event happened to."""
        return str(self.record.attributes["subject"])

    @property
    def place(self) -> LetterPlace:
        """Where it stands in the list."""
        return LetterPlace(self.handler, self.record.sequence)


class DeadLetters(Protocol):
    """Kept until they are taken or discarded. Errors of the database come as SourceUnavailableError."""

    async def put_async(self, letters: Sequence[DeadLetter]) -> None:
        """Keep letters, in place of those with the same ids."""

    async def list_async(self, handler: str | None, after: LetterPlace | None, limit: int) -> list[DeadLetter]:
        """Return letters of one handler or of all, by handler and sequence, after a place."""

    async def ask_redelivery_async(self, letter_id: str, at: datetime) -> bool:
        """Have one told again; False when there is none."""

    async def ask_redelivery_of_all_async(self, handler: str, at: datetime) -> int:
        """Have all of one handler told again; return how many there are."""

    async def asked_for_async(self, handler: str, limit: int) -> list[DeadLetter]:
        """Return those of a handler that shall be told again, by sequence."""

    async def remove_of_async(self, handler: str) -> int:
        """Remove all letters of a handler; return how many there were."""

    async def remove_async(self, letter_ids: Sequence[str]) -> int:
        """Remove letters; return how many were there."""
