"""Reads an event stream (WHATWG HTML, "Server-sent events", section 9.2.6)."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event of a stream. `id` is the newest id the stream has given so far, empty before the first."""

    event: str
    data: str
    id: str


class SseParser:
    """Takes bytes as they come, wherever they are cut, and gives the events they complete.

    `last_event_id` also follows events that carry an id and nothing else; `retry_seconds` is the server's
    wish for the pause before a reconnect, None until it states one.
    """

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        self.retry_seconds: float | None = None
        self._lines = _LineReader()
        self._event = ""
        self._data: list[str] = []
        self._id = last_event_id

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Read a chunk; an event is given once its closing empty line has been read."""
        for line in self._lines.feed(chunk):
            if line:
                self._read_field(line)
            elif (event := self._complete()) is not None:
                yield event

    def restart_at(self, event_id: str) -> None:
        """Take `event_id` for the newest id, whatever was read before; empty for none."""
        self.last_event_id = self._id = event_id

    def _read_field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_seconds = int(value) / 1000

    def _complete(self) -> ServerSentEvent | None:
        self.last_event_id = self._id
        data, name = self._data, self._event
        self._data, self._event = [], ""
        return ServerSentEvent(name or "message", "\n".join(data), self._id) if data else None


class _LineReader:
    """Decodes UTF-8 and cuts lines at CR, LF or both, also where a chunk ends between them."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._begun: list[str] = []
        self._at_start = True
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        text = self._without_joints(self._decoder.decode(chunk))
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            yield "".join([*self._begun, line])
            self._begun.clear()
        if rest:
            self._begun.append(rest)

    def _without_joints(self, text: str) -> str:
        if not text:
            return text
        if self._at_start:
            text, self._at_start = text.removeprefix(BYTE_ORDER_MARK), False
        if self._after_return:
            text = text.removeprefix("\n")
        self._after_return = text.endswith("\r")
        return text
