"""How a committer ends: with nobody left waiting."""

import asyncio

import pytest

from application.events import committer
from application.events.committer import Committer
from application.events.dispatcher import Dispatcher
from application.events.reprojection import Reprojection
from domain.errors import SourceUnavailableError
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born


async def test_saves_what_waits_when_stopped(world: FakeWorld) -> None:
    """Stop drains, and then nobody is kept waiting."""
    async with FakeProcess(world) as process:
        waiting = asyncio.create_task(process.commit_async(born()))
        await asyncio.sleep(0)
    assert await waiting == []
    assert len(world.log.entries) == 1
    with pytest.raises(SourceUnavailableError, match="stopping"):
        await process.commit_async(born(2))


async def test_refuses_what_waits_when_it_cannot_be_saved_in_time(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen database holds up the end of the process for a short while only."""
    monkeypatch.setattr(committer, "DRAIN_SECONDS", 0)

    async def frozen(entry: object) -> bool:
        await asyncio.Event().wait()
        raise AssertionError

    async with FakeProcess(world) as process:
        world.log.append_async = frozen  # type: ignore[method-assign]
        saving = asyncio.create_task(process.commit_async(born(1)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting = asyncio.create_task(process.commit_async(born(2)))
        await asyncio.sleep(0)
    for refused in (saving, waiting):
        with pytest.raises(SourceUnavailableError, match="stopping"):
            await refused


async def test_refuses_what_waits_when_it_dies(world: FakeWorld) -> None:
    """A fault ends the committer and the process; its callers are not left hanging."""

    async def broken(entry: object) -> bool:
        raise RuntimeError("a fault")

    async with FakeProcess(world) as process:
        world.log.append_async = broken  # type: ignore[method-assign]
        with pytest.raises(SourceUnavailableError):
            await process.commit_async(born())
        with pytest.raises(RuntimeError, match="a fault"):
            await process.get(Committer).task  # type: ignore[misc]


async def test_caller_may_go_away_when_its_commit_waits(world: FakeWorld) -> None:
    """What was handed over is saved all the same."""
    async with FakeProcess(world) as process:
        waiting = asyncio.create_task(process.commit_async(born()))
        await asyncio.sleep(0)
        waiting.cancel()
        await until(lambda: world.documents.workers)
        world.log.down = True
        waiting = asyncio.create_task(process.commit_async(born(2)))
        await asyncio.sleep(0)
        waiting.cancel()
        await until(lambda: process.get(Reprojection).overdue)
        world.log.down = False


async def test_stop_comes_to_an_end_when_never_started() -> None:
    """A service that failed to start before it is stopped all the same."""
    process = FakeProcess(FakeWorld())
    await process.get(Committer).stop_async()
    await process.get(Dispatcher).stop_async()
