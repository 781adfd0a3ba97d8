"""Readers of the event stream that know nothing of the service (WHATWG HTML 9.2.6)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from support.waiting import until

STREAM = "/api/events/stream"
COMES_BACK_SECONDS = 0.1


@dataclass(frozen=True)
class StreamEvent:
    """One event; `id` is the one it carries itself, "" where it carries none."""

    type: str
    id: str
    data: str

    @property
    def json(self) -> Any:
        """The data, parsed."""
        return orjson.loads(self.data)

    @property
    def sequence(self) -> int:
        """The place in the log."""
        return int(self.id.rpartition("-")[2])


@asynccontextmanager
async def open_stream(client: httpx.AsyncClient, query: str = "", **headers: str) -> AsyncIterator["Stream"]:
    """Open the stream."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", f"{STREAM}?{query}", headers=named, timeout=30) as response:
        yield Stream(response)


class Stream:
    """One open stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next_async(self) -> StreamEvent:
        """Return the next event; EOFError when the stream has ended."""
        fields: dict[str, str] = {}
        async for line in self._lines:
            if not line and "data" in fields:
                return StreamEvent(fields.get("event", "message"), fields.get("id", ""), fields["data"])
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
        raise EOFError

    async def until_async(self, kind: str, seconds: float = 10.0) -> list[StreamEvent]:
        """Return the events up to and with the first of this type."""
        async with asyncio.timeout(seconds):
            events = [await self.next_async()]
            while events[-1].type != kind:
                events.append(await self.next_async())
            return events


@dataclass
class FaithfulListener:
    """A client that comes back by id whenever its stream ends, and remembers the ids of the log's events."""

    client: httpx.AsyncClient
    last_event_id: str
    seen: list[int] = field(default_factory=list)
    resets: list[str] = field(default_factory=list)
    connections: int = 0

    async def run_async(self) -> None:
        """Listen for ever."""
        while True:
            try:
                async with open_stream(self.client, Last_Event_ID=self.last_event_id) as stream:
                    self.connections += stream.response.is_success
                    while True:
                        self._take(await stream.next_async())
            except (httpx.HTTPError, EOFError):
                await asyncio.sleep(COMES_BACK_SECONDS)

    async def until_seen_async(self, sequence: int, seconds: float = 15.0) -> None:
        """Wait until the event with this number was seen."""
        await until(lambda: self.seen and self.seen[-1] >= sequence, f"the listener sees event {sequence}", seconds)

    def _take(self, event: StreamEvent) -> None:
        if event.type == "stream.reset":
            self.resets.append(event.data)
        elif event.type.startswith(("worker.", "fleet.refresh.", "job.")):
            self.seen.append(event.sequence)
            self.last_event_id = event.id
