import asyncio
import random

import pytest

from support.chaos import NewService, background, import_fleet
from support.database import DatabaseServer
from support.log_check import read_fleet
from support.stream_reader import FaithfulListener
from support.waiting import until


@pytest.mark.timeout(300)
async def test_agrees_with_its_log_when_killed_in_a_cycle(
    database: DatabaseServer, database_name: str, new_service: NewService, chaos_runs: int
) -> None:
    """Kill -9 at any point: log and states agree after the restart, and a client that resumes sees all once."""
    service = new_service(database)
    await service.start_async()
    epoch = (await read_fleet(database.uri, database_name)).epoch
    async with service.client() as client:
        listener = FaithfulListener(client, f"{epoch}-0")
        async with background(listener.run_async()):
            await import_fleet(service)
            for _ in range(chaos_runs):
                await listener.until_seen_async(len(listener.seen) + 1)
                await asyncio.sleep(random.uniform(0, 1.1))  # noqa: S311  # any point of a cycle
                service.child.kill()
                await service.start_async()
                fleet = await read_fleet(database.uri, database_name)
                fleet.check_gapless()
                await listener.until_seen_async(fleet.last)
            service.child.terminate()
            await until(lambda: service.child.has_ended, "the service ends")
    fleet = await read_fleet(database.uri, database_name)
    fleet.check_gapless()
    fleet.check_agreement()
    assert listener.resets == []
    assert listener.seen == list(range(1, listener.seen[-1] + 1))
    assert listener.connections >= chaos_runs
