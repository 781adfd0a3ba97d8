"""Being asked to end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):  # a wish like KeyboardInterrupt, not an error
    """Ctrl-C was pressed, or a signal asks this process to end."""


class StopSignal:
    """Raises StopRequested in the main thread when the process is asked to end, once."""

    def __init__(self) -> None:
        self._deferring = False
        self._requested = False

    def install(self) -> None:
        """Begin to listen; to be called in the main thread."""
        for number in ENDING_SIGNALS:
            signal.signal(number, self._on_signal)

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Keep a request until the block is done: what is begun in it is finished."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
        if self._requested:
            raise StopRequested

    def ignore(self) -> None:
        """Listen no more: the end has begun."""
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._requested:
            return
        self._requested = True
        if not self._deferring:
            raise StopRequested
