"""Many raw clients of a stream in a thread of their own, and how soon they hear."""

import re
import select
import socket
import threading
import time
from statistics import quantiles

SENT = re.compile(rb'"sent_ns":(\d+)')
NARROW_BYTES = 4096
REQUEST = b"GET /stream HTTP/1.1\r\nHost: test\r\n\r\n"


def connected_sockets(port: int, clients: int, receive_bytes: int | None = None) -> list[socket.socket]:
    """Clients that have asked for the stream and have read nothing yet; not to be made on the server's own loop."""
    sockets = [socket.socket() for _ in range(clients)]
    for client in sockets:
        if receive_bytes is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        client.connect(("127.0.0.1", port))
        client.sendall(REQUEST)
    return sockets


class ReadingCrowd:
    """Reads what comes on all sockets until it is left; keeps the latency of every event of every tenth client."""

    def __init__(self, port: int, clients: int) -> None:
        self.latencies_seconds: list[float] = []
        self._sockets = connected_sockets(port, clients)
        self._sampled = {client.fileno() for client in self._sockets[::10]}
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> "ReadingCrowd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()
        for client in self._sockets:
            client.close()

    @property
    def p99_seconds(self) -> float:
        """How late one of a hundred events was."""
        return quantiles(self.latencies_seconds, n=100)[98]

    def _read(self) -> None:
        by_number = {client.fileno(): client for client in self._sockets}
        with select.epoll() as poll:
            for number in by_number:
                poll.register(number, select.EPOLLIN)
            while not self._leaving.is_set():
                for number, _ in poll.poll(0.1):
                    chunk = by_number[number].recv(1 << 18)
                    if number in self._sampled:
                        now = time.monotonic_ns()
                        self.latencies_seconds += [(now - int(sent)) / 1e9 for sent in SENT.findall(chunk)]
