"""The place of an event in the log, as it is written on the wire."""

import re
from typing import NamedTuple, Self

from domain.errors import InvalidRequestError

_FORM = re.compile(r"(?P<epoch>[0-9a-f]{8})-(?P<sequence>\d{1,18})")


class EventPosition(NamedTuple):
    """`<epoch>-<sequence>`: the epoch is made with the log, so a position of another log is recognised."""

    epoch: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.epoch}-{self.sequence}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a position; InvalidRequestError when `text` is none."""
        if not (match := _FORM.fullmatch(text)):
            raise InvalidRequestError("an event position looks like 1f2e3d4c-1234", code="invalid_position")
        return cls(match["epoch"], int(match["sequence"]))
