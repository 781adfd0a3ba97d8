"""A thousand clients of the stream, half of whom do not read."""

import asyncio
import time
from pathlib import Path

from support.reading_crowd import NARROW_BYTES, ReadingCrowd, connected_sockets
from support.waiting import until
from unit.events.sse.fakes import make_event
from unit.events.sse.serving import ServedStream, served

CROWD = 500
SEND_TIMEOUT_SECONDS = 1.0
RATE = 50
PADDING = "w" * 2_000


def resident_bytes() -> int:
    """Resident memory of this process (proc(5), statm field 2)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def tell_async(server: ServedStream, first: int, seconds: float) -> int:
    """Tell events at a steady pace, each with the time it was told; return the next sequence."""
    began, sequence = time.monotonic(), first
    while (elapsed := time.monotonic() - began) < seconds:
        while sequence - first < elapsed * RATE:
            server.stream.tell(make_event(sequence, f"w{sequence % 50}", sent_ns=time.monotonic_ns(), padding=PADDING))
            sequence += 1
        server.stream.clock.seconds += 0.01
        await asyncio.sleep(0.01)
    return sequence


async def test_half_of_a_thousand_clients_do_not_read() -> None:
    """The others hear within a second, the stalled are gone in time, and memory stays bounded."""
    async with served(send_timeout_seconds=SEND_TIMEOUT_SECONDS) as server:
        stalled = await asyncio.to_thread(connected_sockets, server.port, CROWD, NARROW_BYTES)
        with await asyncio.to_thread(ReadingCrowd, server.port, CROWD) as crowd:
            await until(lambda: len(server.stream.relay.clients) == 2 * CROWD, "all are connected", 30)
            before = resident_bytes()
            last = await tell_async(server, 101, 2)
            grown = resident_bytes() - before

            async def only_readers() -> bool:
                nonlocal last
                last = await tell_async(server, last, 0.1)
                return len(server.stream.relay.clients) == CROWD

            await until(only_readers, "the stalled are gone", 30 * SEND_TIMEOUT_SECONDS)
        assert crowd.p99_seconds < 1
        assert len(crowd.latencies_seconds) >= 2 * RATE * (CROWD // 10) * 0.9
        assert grown < 2 * CROWD * 150_000
        for client in stalled:
            client.close()
