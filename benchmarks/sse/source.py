"""The events of a bench and the pace at which they are told."""

import asyncio
import sys
import time
from collections.abc import Callable

from application.events.event_position import EventPosition
from application.events.recorded_event import RecordedEvent
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

EPOCH = "0be4c400"
WORKERS = 100
FIRST_SEQUENCE = 1_000_000
BURSTS_UNDER_WAY = 2
_SHORT_TYPE = "worker.telemetry.updated"
_PADDING = "x" * 230


def worker_id(number: int) -> str:
    """The worker that the event with this number is about."""
    return f"018f2f6e-8a00-7000-8000-{number % WORKERS:012d}"


def make_event(number: int) -> RecordedEvent:
    """Make an event of about 600 bytes; `~` is in it once, so that readers count frames by counting that byte."""
    subject = worker_id(number)
    cloud_event = {
        "specversion": "1.0",
        "id": f"018f2f6e-8a00-7000-9000-{number:012d}",
        "type": f"io.cmlfleet.{_SHORT_TYPE}.v1",
        "source": "/fleets/bench",
        "subject": subject,
        "time": "2025-01-01T00:00:00.000Z",
        "datacontenttype": "application/json",
        "sequence": str(number),
        "data": {"sent_ns": time.monotonic_ns(), "cpu_percent": 41.5, "mark": "~", "padding": _PADDING},
    }
    position = EventPosition(EPOCH, FIRST_SEQUENCE + number)
    return RecordedEvent(position, EventCategory.TELEMETRY, _SHORT_TYPE, subject, cloud_event, _undecoded)


def _undecoded(_event: RecordedEvent) -> FleetEvent:
    raise NotImplementedError


class Source:
    """Tells events as the harness asks for on standard input: `paced RATE SECONDS`, `bursts SIZE SECONDS`, `ack`."""

    def __init__(self, tell: Callable[[RecordedEvent], None]) -> None:
        self._tell = tell
        self._told = 0
        self._room = asyncio.Semaphore(BURSTS_UNDER_WAY)

    async def obey_async(self) -> None:
        """Do what is asked for until standard input ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        async with asyncio.TaskGroup() as group:
            while line := (await reader.readline()).decode().split():
                if line[0] == "ack":
                    self._room.release()
                    continue
                way = self._paced if line[0] == "paced" else self._bursts
                group.create_task(way(int(line[1]), float(line[2])))

    async def _paced(self, rate: int, seconds: float) -> None:
        began, told = time.monotonic(), 0
        while (elapsed := time.monotonic() - began) < seconds:
            due = int(elapsed * rate)
            self._publish(due - told)
            told = due
            await asyncio.sleep(1 / rate)
        self._publish(int(rate * seconds) - told)

    async def _bursts(self, size: int, seconds: float) -> None:
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            await self._room.acquire()
            self._publish(size)

    def _publish(self, count: int) -> None:
        for _ in range(count):
            self._told += 1
            self._tell(make_event(self._told))
