"""The clients of a bench: raw sockets in one epoll loop."""

import re
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

_BUFFER = bytearray(1 << 20)
_REQUEST = b"GET /stream?%b HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"
_SENT = re.compile(rb'"sent_ns":(\d+),')


class Harness:
    """Counts frames by their mark and measures the latency of some of the clients."""

    def __init__(self) -> None:
        self.frames = 0
        self.latencies_ms: list[float] = []
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._sampled: set[int] = set()

    def connect(self, port: int, query: str) -> None:
        """Open one stream and wait until it is synced."""
        client = socket.create_connection(("127.0.0.1", port), timeout=5)
        client.sendall(_REQUEST % query.encode())
        head = b""
        while b"stream.synced" not in head or not head.endswith((b"\n\n\r\n", b"\n\n")):
            head += client.recv(65536)
        client.setblocking(False)
        if len(self._sockets) % 50 == 0:
            self._sampled.add(client.fileno())
        self._sockets[client.fileno()] = client
        self._poll.register(client.fileno(), select.EPOLLIN)

    def read_until(self, frames: int, deadline: float) -> None:
        """Read what comes until there are so many frames, or the monotonic time `deadline`."""
        while self.frames < frames and (left := deadline - time.monotonic()) > 0:
            for number, _ in self._poll.poll(min(left, 0.05)):
                self._read(number)

    def _read(self, number: int) -> None:
        size = self._sockets[number].recv_into(_BUFFER)
        self.frames += _BUFFER.count(b"~", 0, size)
        if number in self._sampled:
            now = time.monotonic_ns()
            sent = (int(match[1]) for match in _SENT.finditer(_BUFFER, 0, size))
            self.latencies_ms += [(now - sent_ns) / 1e6 for sent_ns in sent]

    def close(self) -> None:
        """Close all streams."""
        for client in self._sockets.values():
            client.close()
        self._poll.close()


@contextmanager
def connected(port: int, queries: Iterator[str]) -> Iterator[Harness]:
    """A harness with one client per query."""
    harness = Harness()
    try:
        for query in queries:
            harness.connect(port, query)
        yield harness
    finally:
        harness.close()
