"""`python -m benchmarks.cml.server PORT CERTIFICATE`: every address of loopback is a controller. "" = without TLS."""

import asyncio
import ssl
import sys
from typing import cast

import uvloop

from benchmarks.cml.bodies import BODIES
from benchmarks.cml.memory import allow_many_files

REPLIES = {
    f"/api/v0{path}".encode(): b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
    % (len(body), body)
    for path, body in BODIES.items()
}
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Controller(asyncio.Protocol):
    """Answers a request that came in one piece, and reads nothing of it but its path."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer the head of a request; a body that comes after it changes nothing."""
        if not data.startswith((b"GET ", b"POST ")):
            return
        path = data.split(b" ", 2)[1].partition(b"?")[0]
        self._transport.write(REPLIES.get(path, NOT_FOUND))


async def serve_async(port: int, certificate: str) -> None:
    """Serve until the end of the process."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    everywhere = "0.0.0.0"  # noqa: S104  # a thousand addresses of loopback
    server = await asyncio.get_running_loop().create_server(Controller, everywhere, port, ssl=context, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    allow_many_files()
    uvloop.run(serve_async(int(sys.argv[1]), sys.argv[2]))
