"""RecentSubjects: whose events the newest entries of the log hold."""

from collections import deque
from collections.abc import Collection
from datetime import datetime, timedelta

RECENT = timedelta(minutes=2)


class RecentSubjects:
    """Of the entries committed within `RECENT` before the newest one, as far as this process has followed the log."""

    def __init__(self) -> None:
        self._entries: deque[tuple[datetime, Collection[str]]] = deque()

    def note(self, committed_at: datetime, subjects: Collection[str]) -> None:
        """Take those of the next entry, and let go of what is not recent any more."""
        self._entries.append((committed_at, subjects))
        while self._entries[0][0] < committed_at - RECENT:
            self._entries.popleft()

    def all(self) -> set[str]:
        """The ids of their aggregates."""
        return {subject for _, subjects in self._entries for subject in subjects}
