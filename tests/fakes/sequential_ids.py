"""Ids that can be foretold."""

from itertools import count


class SequentialIds:
    """Makes UUID-shaped ids that sort by the order in which they were made."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_id(self) -> str:
        """Return the next one."""
        return f"00000000-0000-7000-8000-{next(self._numbers):012x}"
