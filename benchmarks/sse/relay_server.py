"""The relay and its response under uvicorn, fed by the bench's source."""

import asyncio
import socket

import uvicorn
import uvloop
from fastapi import FastAPI, Request

from api.events.sse_handover import SSEHandover
from api.events.sse_request import read_terms
from api.events.sse_response import SSEResponse
from application.access.key_review import KeyReview
from application.clock import Clock
from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot
from application.events.record_factory import CloudEventNaming
from application.events.recorded_event import RecordedEvent
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_terms import Listener
from benchmarks.sse.source import EPOCH, FIRST_SEQUENCE, Source
from domain.access.principal import SYSTEM_PRINCIPAL
from domain.events.event_category import EventCategory

NAMING = CloudEventNaming(type_prefix="io.cmlfleet.", source="/fleets/bench")


class EmptyReader(EventReader):
    """A log without events: what the ring does not hold is gone."""

    def __init__(self) -> None:
        self.epoch = EPOCH

    async def read_after_async(self, _sequence: int, _limit: int) -> list[RecordedEvent]:
        """Return nothing."""
        return []


class NoReview(KeyReview):
    """Nobody's key ends."""

    def __init__(self) -> None:
        """Nothing is needed."""

    async def due_async(self, _seconds: float) -> None:
        """Never."""
        await asyncio.Event().wait()


class EmptySnapshots:
    """A fleet without workers."""

    position = EventPosition(EPOCH, FIRST_SEQUENCE)

    def snapshot(self, _worker_ids: object = None) -> FleetSnapshot:
        """Return no pages."""
        return FleetSnapshot(self.position, [])


async def _main_async() -> None:
    bus = FleetEventBus()
    relay = SSEEventRelay(bus, EmptyReader(), EmptySnapshots(), Clock(), NAMING, NoReview(), SSELimits())
    app = FastAPI()

    @app.get("/stream")
    async def stream(request: Request) -> SSEResponse:
        terms = read_terms(request, {"worker.telemetry.updated": EventCategory.TELEMETRY})
        return SSEResponse(relay.subscribe(terms, Listener(SYSTEM_PRINCIPAL, "")))

    await relay.start_async()
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        config = uvicorn.Config(SSEHandover(app), http="httptools", access_log=False, log_level="warning")
        async with asyncio.TaskGroup() as group:
            group.create_task(uvicorn.Server(config).serve(sockets=[listener]))
            print(listener.getsockname()[1], flush=True)
            group.create_task(Source(bus.output_stream.on_next).obey_async())


if __name__ == "__main__":
    uvloop.run(_main_async())
