"""RunLog: what is logged and printed in a run, for the record of just this run."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from application.clock import Clock
from application.ports.job_logs import LogLine
from application.secret_mask import mask_secrets

LINES_KEPT = 2_000
CHARACTERS_KEPT = 2_000


class RunLog:
    """Collects lines until somebody takes them. After two thousand it counts; the end says how many are left out.

    `first` is the number of the first line: a later attempt goes on where the one before stopped.
    """

    def __init__(self, clock: Clock, first: int = 0) -> None:
        self._clock = clock
        self._next = first
        self._lines: list[LogLine] = []
        self._begun = ""
        self.left_out = 0

    def print(self, text: str) -> None:
        """Take what is printed; what a line begins with waits for its end."""
        *lines, begun = (self._begun + text).split("\n")
        for line in lines:
            self.add("output", line)
        self._begun = begun[: 2 * CHARACTERS_KEPT]  # all that is looked at for secrets, should no end ever come

    def add(self, level: str, text: str) -> None:
        """Take a line, cut to what is kept of one and without secrets."""
        if self._next + len(self._lines) >= LINES_KEPT:
            self.left_out += 1
            return
        self._append(level, mask_secrets(text[: 2 * CHARACTERS_KEPT])[:CHARACTERS_KEPT])

    def take(self) -> tuple[int, list[LogLine]]:
        """Return what came since the last time, with the number of its first line."""
        first, lines = self._next, self._lines
        self._next, self._lines = first + len(lines), []
        return first, lines

    def put_back(self, first: int, lines: list[LogLine]) -> None:
        """Take lines again that could not be kept."""
        self._next, self._lines = first, lines + self._lines

    def end(self) -> None:
        """Take what was printed last, and say what is left out."""
        if self._begun:
            self.print("\n")
        if self.left_out:
            self._append("warning", f"{self.left_out} lines left out")

    def _append(self, level: str, text: str) -> None:
        self._lines.append(LogLine(at=self._clock.now(), level=level, text=text))


_current: ContextVar[RunLog | None] = ContextVar("run_log", default=None)


@contextmanager
def logging_to(log: RunLog) -> Iterator[None]:
    """Let `log` have what is logged and printed inside the block and in the tasks that are begun in it."""
    token = _current.set(log)
    try:
        yield
    finally:
        _current.reset(token)


def run_log() -> RunLog | None:
    """Return the log of the run that goes on here; None outside of runs."""
    return _current.get()
