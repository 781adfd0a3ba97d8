"""What one would write first: sse-starlette with an asyncio.Queue per client; events are encoded once."""

import asyncio
import socket
from collections.abc import AsyncGenerator

import uvicorn
import uvloop
from fastapi import FastAPI, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from application.events.recorded_event import RecordedEvent
from benchmarks.sse.source import Source

Queue = asyncio.Queue[RecordedEvent]


class Broadcast:
    """Every client's queue, and the worker it listens to; None for all."""

    def __init__(self) -> None:
        self._clients: dict[Queue, str | None] = {}

    def tell(self, event: RecordedEvent) -> None:
        """Put `event` into the queue of each client that listens."""
        for queue, worker_id in self._clients.items():
            if worker_id is None or worker_id == event.subject:
                queue.put_nowait(event)

    async def listen_async(self, worker_id: str | None) -> AsyncGenerator[ServerSentEvent, None]:
        """Yield the events of one client."""
        queue: Queue = asyncio.Queue()
        self._clients[queue] = worker_id
        try:
            yield ServerSentEvent(event="stream.synced", data="{}", sep="\n")
            while True:
                event = await queue.get()
                data = event.json.decode()
                yield ServerSentEvent(data, id=str(event.position), event=event.short_type, sep="\n")
        finally:
            del self._clients[queue]


async def _main_async() -> None:
    broadcast = Broadcast()
    app = FastAPI()

    @app.get("/stream")
    async def stream(request: Request) -> EventSourceResponse:
        return EventSourceResponse(broadcast.listen_async(request.query_params.get("worker_ids")))

    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        config = uvicorn.Config(app, http="httptools", access_log=False, log_level="warning")
        async with asyncio.TaskGroup() as group:
            group.create_task(uvicorn.Server(config).serve(sockets=[listener]))
            print(listener.getsockname()[1], flush=True)
            group.create_task(Source(broadcast.tell).obey_async())


if __name__ == "__main__":
    uvloop.run(_main_async())
