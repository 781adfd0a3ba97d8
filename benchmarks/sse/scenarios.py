"""The scenarios, each on a fresh server."""

import time
from collections.abc import Iterator
from itertools import repeat

from benchmarks.sse.contenders import Contender
from benchmarks.sse.harness import connected
from benchmarks.sse.measurement import Measurement, measure
from benchmarks.sse.server_process import server_process
from benchmarks.sse.source import WORKERS, worker_id


def everything(clients: int) -> Iterator[str]:
    """Queries of clients that listen to everything."""
    return repeat("", clients)


def one_worker_each(clients: int) -> Iterator[str]:
    """Queries of clients that listen to one worker each."""
    return (f"worker_ids={worker_id(number)}" for number in range(clients))


def paced(contender: Contender, clients: int, rate: int, seconds: float) -> Measurement:
    """All listen to everything; `rate` events per second."""
    with server_process(contender) as server, connected(server.port, everything(clients)) as harness:
        total = int(rate * seconds) * clients

        def read() -> None:
            server.command("paced", rate, seconds)
            harness.read_until(total, time.monotonic() + seconds + 0.5)

        return measure(server, harness, read)


def bursts(
    contender: Contender, queries: Iterator[str], frames_per_burst: int, size: int, seconds: float
) -> Measurement:
    """Bursts of `size` events, the next as soon as all clients have read the one before the last."""
    with server_process(contender) as server, connected(server.port, queries) as harness:

        def read() -> None:
            server.command("bursts", size, seconds)
            ending = time.monotonic() + seconds
            wanted = frames_per_burst
            while time.monotonic() < ending:
                harness.read_until(wanted, ending)
                server.command("ack")
                wanted += frames_per_burst

        return measure(server, harness, read)


def flat_out(contender: Contender, clients: int, seconds: float) -> Measurement:
    """All listen to everything; bursts of 100."""
    return bursts(contender, everything(clients), 100 * clients, 100, seconds)


def filtered(contender: Contender, clients: int, seconds: float) -> Measurement:
    """Each listens to one of 100 workers; bursts of 1,000, ten events for each client."""
    size = 10 * WORKERS
    return bursts(contender, one_worker_each(clients), size // WORKERS * clients, size, seconds)


def bytes_per_client(contender: Contender, clients: int) -> float:
    """Resident memory of the server for one client that listens and hears nothing."""
    with server_process(contender) as server:
        with connected(server.port, everything(10)):
            pass
        before = server.resident_bytes
        with connected(server.port, everything(clients)):
            return (server.resident_bytes - before) / clients
