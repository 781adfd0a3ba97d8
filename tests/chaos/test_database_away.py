import asyncio
from collections.abc import Awaitable, Callable

import pytest

from support.chaos import Acknowledged, NewService, Pulse, background, import_fleet
from support.database import DatabaseServer
from support.log_check import read_fleet
from support.service_process import ServiceProcess
from support.stream_reader import FaithfulListener
from support.waiting import until

pytestmark = pytest.mark.timeout(120)

RECOVERY_SECONDS = 5.0
LONGEST_SILENCE_SECONDS = 1.0
"""Half of what a loop that waited for the database would be silent: its whole timeout. A busy machine takes a third."""


async def test_loses_nothing_when_the_database_is_frozen(
    own_database: DatabaseServer, database_name: str, new_service: NewService, stall_seconds: float
) -> None:
    """While the database stands still the loop is free; afterwards everything acknowledged is there, told once."""

    async def freeze() -> None:
        own_database.child.freeze()
        await asyncio.sleep(stall_seconds)
        own_database.child.thaw()

    await disturb(own_database, database_name, new_service(own_database), freeze)


async def test_loses_nothing_when_the_database_is_killed(
    own_database: DatabaseServer, database_name: str, new_service: NewService
) -> None:
    """The same when the database dies in the middle of a cycle and comes back."""

    async def kill() -> None:
        own_database.stop()
        await asyncio.sleep(1)
        await asyncio.to_thread(own_database.start)

    await disturb(own_database, database_name, new_service(own_database), kill)


async def disturb(
    database: DatabaseServer, name: str, service: ServiceProcess, trouble: Callable[[], Awaitable[None]]
) -> None:
    """Run a busy service through the trouble and check that nothing is lost, doubled or late."""
    await service.start_async()
    await import_fleet(service)
    epoch = (await read_fleet(database.uri, name)).epoch
    async with service.client() as asking, service.client() as listening, service.client() as feeling:
        acknowledged, pulse = Acknowledged(asking), Pulse(feeling)
        listener = FaithfulListener(listening, f"{epoch}-0")
        async with background(listener.run_async(), acknowledged.run_async()):
            await until(lambda: len(listener.seen) > 60 and acknowledged.versions, "some cycles are told")
            async with background(pulse.run_async()):
                await trouble()
            told = len(listener.seen)
            await until(lambda: len(listener.seen) > told, "the fleet is told on", RECOVERY_SECONDS)
            await service.ready_async(RECOVERY_SECONDS)
        service.child.terminate()
        await until(lambda: service.child.has_ended, "the service ends")
    fleet = await read_fleet(database.uri, name)
    fleet.check_gapless()
    fleet.check_agreement()
    acknowledged.check_kept(fleet)
    assert listener.resets == []
    assert listener.seen == list(range(1, len(listener.seen) + 1))
    assert pulse.p99 < LONGEST_SILENCE_SECONDS
