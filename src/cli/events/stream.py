"""EventStream: the live events, over as many connections as it takes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cli.connection.api_client import ApiClient, Parameters
from cli.errors import CliError, OverloadedError, TimedOutError, UnreachableError
from cli.events.backoff import Backoff
from cli.events.control_events import stated_position
from cli.events.sse_parser import ServerSentEvent, SseParser

PATH = "/api/events/stream"
CURABLE = (UnreachableError, TimedOutError, OverloadedError)


@dataclass(frozen=True, slots=True)
class Connected:
    """The server accepted the connection."""


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """The connection ended; the next attempt follows after `retry_seconds`."""

    reason: str
    retry_seconds: float


StreamItem: TypeAlias = Connected | ConnectionLost | ServerSentEvent


class EventStream:
    """Reads events, reconnects when the connection is lost and goes on after the last event it gave.

    A first connection that fails is an error; so is any refusal that waiting cannot cure.
    """

    def __init__(
        self,
        client: ApiClient,
        params: Parameters,
        last_event_id: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._params = params
        self._pause = pause
        self._backoff = Backoff()
        self._connected_before = False
        self.last_event_id = last_event_id or ""

    def __iter__(self) -> Iterator[StreamItem]:
        while True:
            try:
                yield from self._one_connection()
                lost = ConnectionLost("The server ended the stream.", self._backoff.next_seconds())
            except CURABLE as error:
                lost = self._lost_by(error)
            yield lost
            self._pause(lost.retry_seconds)

    def _one_connection(self) -> Iterator[StreamItem]:
        parser = SseParser(self.last_event_id)
        with self._client.events(PATH, self._params, self.last_event_id) as chunks:
            self._connected_before = True
            yield Connected()
            for chunk in chunks:
                yield from self._read(parser, chunk)

    def _read(self, parser: SseParser, chunk: bytes) -> Iterator[ServerSentEvent]:
        for event in parser.feed(chunk):
            if (position := stated_position(event)) is not None:
                parser.restart_at(position)
            self.last_event_id = parser.last_event_id
            yield event
        self.last_event_id = parser.last_event_id
        self._backoff.succeeded()
        self._backoff.first_seconds = parser.retry_seconds or self._backoff.first_seconds

    def _lost_by(self, error: CliError) -> ConnectionLost:
        if not self._connected_before:
            raise error
        wish = error.retry_after_seconds if isinstance(error, OverloadedError) else 0.0
        return ConnectionLost(str(error), self._backoff.next_seconds(at_least=wish))
