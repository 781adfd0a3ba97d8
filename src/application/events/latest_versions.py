"""LatestVersions: at which versions the log has the aggregates that changed last."""

from collections.abc import Iterable

REMEMBERED = 20_000


class LatestVersions:
    """Those of the `remembered` aggregates that changed last are known, and those of up to twice as many.

    Each operation is an aggregate of its own: to know all that ever changed would take more memory with every act.
    Whoever commits has loaded its aggregates a moment ago, in which so many others do not change.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._newer: dict[str, int] = {}
        self._older: dict[str, int] = {}

    def note(self, versions: Iterable[tuple[str, int]]) -> None:
        """Take the versions, by aggregate id, that the log has now."""
        self._newer.update(versions)
        if len(self._newer) >= self._remembered:
            self._newer, self._older = {}, self._newer

    def of(self, aggregate_id: str, otherwise: int) -> int:
        """Return the version that was noted last, `otherwise` where none is known."""
        newer = self._newer.get(aggregate_id)
        return self._older.get(aggregate_id, otherwise) if newer is None else newer
