"""The stream under real uvicorn, on a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from api.events.sse_handover import SSEHandover
from api.events.sse_request import read_terms
from api.events.sse_response import SSEResponse
from api.web_server import listening_socket
from domain.errors import InvalidRequestError
from domain.events.event_category import EventCategory
from unit.events.sse.fakes import ANN, Stream, started

SHORT_TYPES = {
    "worker.telemetry.updated": EventCategory.TELEMETRY,
    "worker.status.changed": EventCategory.STATUS,
}


class ServedStream:
    """A relay, the port it is served on, and the server."""

    def __init__(self, stream: Stream, server: uvicorn.Server, port: int) -> None:
        self.stream = stream
        self.server = server
        self.port = port

    async def until_clients_async(self, count: int) -> None:
        """Wait until so many clients are connected."""
        async with asyncio.timeout(5):
            while len(self.stream.relay.clients) != count:  # noqa: ASYNC110  # the relay tells nobody when one comes
                await asyncio.sleep(0.001)


def make_app(stream: Stream) -> FastAPI:
    """An app with the one route."""
    app = FastAPI()

    @app.get("/stream")
    async def listen(request: Request) -> Response:
        try:
            terms = read_terms(request, SHORT_TYPES)
        except InvalidRequestError as error:
            return JSONResponse({"detail": str(error), "pointer": error.pointer}, status_code=422)
        return SSEResponse(stream.relay.subscribe(terms, ANN))

    return app


@asynccontextmanager
async def served(*, handover: bool = True, **limits: Any) -> AsyncIterator[ServedStream]:
    """Serve a relay until the block ends."""
    async with started(**limits) as stream:
        app = make_app(stream)
        with listening_socket("127.0.0.1", 0) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
            config = uvicorn.Config(
                SSEHandover(app) if handover else app,
                http="httptools",
                log_level="critical",
                timeout_graceful_shutdown=1,
            )
            server = uvicorn.Server(config)
            async with asyncio.TaskGroup() as group:
                group.create_task(server.serve(sockets=[listener]))
                yield ServedStream(stream, server, listener.getsockname()[1])
                stream.relay.drain()
                server.should_exit = True
