"""A reader of event streams that follows WHATWG HTML 9.2.6 and knows nothing of the server."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True)
class MessageEvent:
    """What a browser would dispatch; `last_event_id` is the last one seen, as there."""

    type: str
    data: str
    last_event_id: str

    @property
    def sequence(self) -> int:
        """The sequence in the id."""
        return int(self.last_event_id.rpartition("-")[2])

    @property
    def json(self) -> Any:
        """The data, parsed."""
        return orjson.loads(self.data)


@dataclass
class EventSource:
    """One open stream."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int
    headers: Mapping[str, str]
    last_event_id: str = ""
    retry_ms: int | None = None
    _fields: dict[str, list[str]] = field(default_factory=dict)
    _body: bytes = b""

    async def next_async(self) -> MessageEvent:
        """Return the next event; EOFError when the stream has ended."""
        while True:
            if line := await self._line_async():
                self._take(*_field(line))
            elif "data" in self._fields:
                fields, self._fields = self._fields, {}
                kind = fields.get("event", ["message"])[-1]
                return MessageEvent(kind, "\n".join(fields["data"]), self.last_event_id)

    async def until_async(self, kind: str) -> list[MessageEvent]:
        """Return the events up to and with the first of this type."""
        events = [await self.next_async()]
        while events[-1].type != kind:
            events.append(await self.next_async())
        return events

    async def sequences_async(self, last: int) -> list[int]:
        """Return the sequences of the workers' events up to `last`."""
        sequences: list[int] = []
        while not sequences or sequences[-1] < last:
            event = await self.next_async()
            sequences += [event.sequence] if event.type.startswith("worker.") else []
        return sequences

    def _take(self, name: str, value: str) -> None:
        if name == "id" and "\0" not in value:
            self.last_event_id = value
        elif name == "retry" and value.isdigit():
            self.retry_ms = int(value)
        elif name in {"event", "data"}:
            self._fields.setdefault(name, []).append(value)

    async def _line_async(self) -> str:
        while b"\n" not in self._body:
            self._body += await self._chunk_async()
        line, _, self._body = self._body.partition(b"\n")
        return line.decode().removesuffix("\r")

    async def _chunk_async(self) -> bytes:
        size = int(await self.reader.readline(), 16)
        chunk = await self.reader.readexactly(size + 2)
        if not size:
            raise EOFError
        return chunk[:-2]


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.removeprefix(" ")


@asynccontextmanager
async def event_source(
    port: int, query: str = "", *, seconds: float = 10, headers: Mapping[str, str] | None = None
) -> AsyncIterator[EventSource]:
    """Open a stream; all that is read must come within `seconds`."""
    async with asyncio.timeout(seconds):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        lines = [f"GET /stream?{query} HTTP/1.1", "Host: test", *(f"{k}: {v}" for k, v in (headers or {}).items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            fields = [line.lower().partition(": ") for line in head[1:] if line]
            told = {name: value for name, _, value in fields}
            yield EventSource(reader, writer, int(head[0].split()[1]), told)
        finally:
            writer.close()
