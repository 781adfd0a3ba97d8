import asyncio
import socket
import time

from unit.events.sse.event_source import event_source
from unit.events.sse.serving import ServedStream, served


def stalled_socket(port: int) -> socket.socket:
    """A client that asks for the stream and never reads."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(b"GET /stream HTTP/1.1\r\nHost: test\r\n\r\n")
    return client


async def flood(server: ServedStream, first: int, count: int) -> int:
    """Tell so much that the buffers of the system are full; return the last sequence."""
    for sequence in range(first, first + count, 50):
        server.stream.tell_telemetry(sequence, sequence + 49, "w" * 2000)
        await asyncio.sleep(0.002)
    return first + count - 1


async def test_removes_a_client_when_it_does_not_read() -> None:
    """Clients that take nothing are cut after the send timeout, and those who read miss nothing."""
    async with served(send_timeout_seconds=0.2) as server, event_source(server.port) as well:
        stalled = [stalled_socket(server.port) for _ in range(3)]
        await server.until_clients_async(4)
        async with asyncio.TaskGroup() as group:
            read = group.create_task(well.sequences_async(2100))
            last = await flood(server, 101, 2000)
            await asyncio.sleep(0.05)
            server.stream.clock.seconds += 1
        await server.until_clients_async(1)
        assert read.result() == list(range(101, last + 1))
        for client in stalled:
            client.close()


async def test_ends_soon_when_asked_to_exit() -> None:
    """On SIGTERM every client hears a farewell, those who do not read are cut, and the server ends."""
    async with served(drain_seconds=0.5) as server, event_source(server.port) as source:
        await source.until_async("stream.synced")
        stalled = stalled_socket(server.port)
        await server.until_clients_async(2)
        async with asyncio.TaskGroup() as group:
            group.create_task(source.sequences_async(2100))
            await flood(server, 101, 2000)
        began = time.monotonic()
        server.stream.relay.drain()
        server.server.should_exit = True
        farewell = (await source.until_async("stream.draining"))[-1]
        assert farewell.json == {"reason": "shutting_down", "retry_milliseconds": source.retry_ms}
        assert source.retry_ms
        assert 2000 <= source.retry_ms <= 6000
        await server.until_clients_async(0)
        assert time.monotonic() - began < 5
        stalled.close()
