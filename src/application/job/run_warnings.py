"""RunWarnings: what did not go well in a run, by its message."""

from collections.abc import Iterable

from domain.job.job_execution import ExecutionWarning

ITEMS_KEPT = 50
MESSAGES_KEPT = 50


class RunWarnings:
    """Keeps fifty messages, and of each the first fifty items; all are counted. Goes on with those of before."""

    def __init__(self, before: Iterable[ExecutionWarning] = ()) -> None:
        self._items = {warning.message: list(warning.items) for warning in before}
        self._counts = {warning.message: warning.count for warning in before}
        self._left_out = 0

    def add(self, message: str, items: Iterable[str] = ()) -> None:
        """Note one."""
        if message not in self._items and len(self._items) >= MESSAGES_KEPT:
            self._left_out += 1
            return
        kept, named = self._items.setdefault(message, []), list(items)
        kept += named[: ITEMS_KEPT - len(kept)]
        self._counts[message] = self._counts.get(message, 0) + max(1, len(named))

    def records(self) -> tuple[ExecutionWarning, ...]:
        """Return them as they are kept, the first first."""
        found = [
            ExecutionWarning(message=message, items=tuple(items), count=self._counts[message])
            for message, items in self._items.items()
        ]
        if self._left_out:
            found.append(ExecutionWarning(message="and other warnings", count=self._left_out))
        return tuple(found)
