"""The port to what runs have logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line: `level` is a word like "warning", `text` what was logged, secrets masked."""

    at: datetime
    level: str
    text: str


class JobLogs(Protocol):
    """Lines of runs by their number, 0 for the first. Errors of the database come as SourceUnavailableError."""

    async def append_async(self, execution_id: str, first: int, lines: Sequence[LogLine]) -> None:
        """Keep lines, the first of which has this number."""

    async def read_async(self, execution_id: str, first: int, limit: int) -> Sequence[LogLine]:
        """Return at most `limit` lines from a number on."""

    async def count_async(self, execution_id: str) -> int:
        """Return how many there are."""
