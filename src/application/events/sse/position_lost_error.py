"""PositionLostError: a client cannot go on from where it is."""

from typing import Literal

Reason = Literal["invalid", "other_log", "future", "too_old", "overflow"]


class PositionLostError(Exception):
    """Something the client should have heard cannot be told to it any more; `reason` is told instead."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
