"""How many controllers are asked at once."""

import asyncio

from application.cml import host_turns
from application.cml.host_turns import HostPool, HostTurns
from fakes.fake_process import settings_with


async def test_who_is_late_keeps_its_place_when_there_are_too_many() -> None:
    """One place and five late ones: the seventh waits until one of them is done."""
    turns, pool = HostTurns(settings_with(cml_hosts_at_once=1, cml_patience_seconds=0.001)), HostPool(7)
    begun, done = 0, asyncio.Event()

    async def ask() -> None:
        nonlocal begun
        async with turns.turn(pool):
            begun += 1
            await done.wait()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(7):
            tasks.create_task(ask())
        await asyncio.sleep(0.1)
        assert begun == host_turns.LATE_FOR_EACH_PLACE + 1
        assert not pool.settled.is_set()
        done.set()
    assert (begun, pool.settled.is_set()) == (7, True)
