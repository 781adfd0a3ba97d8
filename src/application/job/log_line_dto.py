"""What a run has logged, as every interface shows it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from application.ports.job_logs import LogLine
from domain.job.job_execution import ExecutionState


class LogLineDto(BaseModel):
    """One line; the first has the number 0. `level` is a word like `warning`, `output` for what was printed."""

    number: int
    at: datetime
    level: str
    text: str


class LogPageDto(BaseModel):
    """Lines; ask on with `from=next`. Where `state` is final and nothing came, there is no more."""

    items: Sequence[LogLineDto]
    next: int
    state: ExecutionState


def numbered(first: int, lines: Sequence[LogLine]) -> list[LogLineDto]:
    """Return lines with their numbers."""
    return [
        LogLineDto(number=number, at=line.at, level=line.level, text=line.text)
        for number, line in enumerate(lines, first)
    ]
