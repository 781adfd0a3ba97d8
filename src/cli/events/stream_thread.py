"""Reads a stream in the background, so that a screen can move while nothing comes."""

import threading
import time
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue

from cli.errors import CliError
from cli.events.stream import StreamItem


class StreamThread:
    """A daemon thread that ends with the process; an error of the stream is raised where it is drained."""

    def __init__(self, stream: Iterable[StreamItem]) -> None:
        self._stream = stream
        self._items: SimpleQueue[StreamItem | CliError] = SimpleQueue()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def drain(self, seconds: float) -> Iterator[StreamItem]:
        """Give what comes within `seconds`. Raises CliError."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                item = self._items.get(timeout=left)
            except Empty:
                return
            if isinstance(item, CliError):
                raise item
            yield item

    def _read(self) -> None:
        try:
            for item in self._stream:
                self._items.put(item)
        except CliError as error:
            self._items.put(error)
