"""Clients that come back by id while events flow, and whether each hears of every event once."""

import select
import socket
import time
from dataclasses import dataclass

from benchmarks.sse.contenders import Contender
from benchmarks.sse.server_process import server_process
from benchmarks.sse.source import EPOCH, FIRST_SEQUENCE

_AFTER_ID = b"\nevent: worker."
_DIGITS = len(str(FIRST_SEQUENCE))
_READ_BYTES = 1 << 20
_TAIL_BYTES = 64


@dataclass(frozen=True, slots=True)
class Reconnection:
    """What `clients` saw who hung up together and came back by id; `seconds` until all had caught up."""

    clients: int
    gaps: int
    doubles: int
    seconds: float
    harness_cpu_seconds: float


class ResumingClient:
    """Checks that sequences follow each other, from the first and last id and the number of frames of each read."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen = FIRST_SEQUENCE
        self.gaps = self.doubles = 0
        self.socket = socket.socket()
        self._tail = b""

    def connect(self) -> None:
        """Come, or come back, after the last event seen."""
        self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port))
        self._tail = b""
        request = f"GET /stream HTTP/1.1\r\nHost: bench\r\nLast-Event-ID: {EPOCH}-{self.seen}\r\n\r\n"
        self.socket.sendall(request.encode())

    def read(self) -> None:
        """Take what came; the end of it is kept, as it may be the first half of an id."""
        text = self._tail + self.socket.recv(_READ_BYTES)
        last = text.rfind(_AFTER_ID)
        if last >= 0:
            self._check(text.count(_AFTER_ID), _sequence(text, text.index(_AFTER_ID)), _sequence(text, last))
        self._tail = text[max(last + len(_AFTER_ID), len(text) - _TAIL_BYTES) :]

    def _check(self, frames: int, first: int, last: int) -> None:
        missing = last - self.seen - frames
        self.gaps += max(0, missing) + max(0, first - self.seen - 1)
        self.doubles += max(0, -missing) + max(0, self.seen + 1 - first)
        self.seen = last


def _sequence(text: bytes, at: int) -> int:
    return int(text[at - _DIGITS : at])


def reconnecting(contender: Contender, clients: int, rate: int, seconds: float) -> Reconnection:
    """Let all clients hang up a third into the run, miss what is told for half a second, and come back at once."""
    with server_process(contender) as server:
        crowd = [ResumingClient(server.port) for _ in range(clients)]
        _come(crowd)
        began = time.monotonic()
        server.command("paced", rate, seconds)
        _read(crowd, int(rate * seconds / 3))
        time.sleep(0.5)
        returned, cpu = time.monotonic(), time.process_time()
        _come(crowd)
        _read(crowd, int(rate * (time.monotonic() - began)))
        caught_up, cpu = time.monotonic() - returned, time.process_time() - cpu
        _read(crowd, int(rate * seconds))
    gaps, doubles = sum(client.gaps for client in crowd), sum(client.doubles for client in crowd)
    return Reconnection(clients, gaps, doubles, caught_up, cpu)


def _come(crowd: list[ResumingClient]) -> None:
    for client in crowd:
        client.connect()


def _read(crowd: list[ResumingClient], told: int) -> None:
    """Read until all have seen so many events, or nothing has come for two seconds."""
    behind = {client.socket.fileno(): client for client in crowd if client.seen < FIRST_SEQUENCE + told}
    with select.epoll() as poll:
        for number in behind:
            poll.register(number, select.EPOLLIN)
        while behind and (ready := poll.poll(2)):
            for number, _ in ready:
                behind[number].read()
                if behind[number].seen >= FIRST_SEQUENCE + told:
                    poll.unregister(number)
                    del behind[number]
