"""Ten thousand events at once."""

import asyncio

from support.waiting import until
from unit.events.sse.event_source import event_source
from unit.events.sse.serving import served

BURST = 10_000
LAST = 100 + BURST


async def test_every_client_hears_all_when_ten_thousand_events_come_at_once() -> None:
    """Who waits and who wants all hear each event once, in order; who is slow hears the newest; nobody is reset."""
    async with served(ring_events=4_000) as server:

        async def listen(query: str) -> list[int]:
            async with event_source(server.port, query, seconds=40) as source:
                return await source.sequences_async(LAST)

        async with asyncio.TaskGroup() as group:
            everything = [group.create_task(listen("delivery=all")) for _ in range(5)]
            newest = [group.create_task(listen("")) for _ in range(5)]
            await until(
                lambda: sum(client.subscription.is_waiting for client in server.stream.relay.clients) == 10,
                "all have been told where they are",
            )
            for first in range(101, LAST, 100):
                server.stream.tell_telemetry(first, first + 99)
                await asyncio.sleep(0)
        assert all(task.result() == list(range(101, LAST + 1)) for task in everything)
        for seen in (task.result() for task in newest):
            assert seen == sorted(set(seen))
            assert seen[-1] == LAST
