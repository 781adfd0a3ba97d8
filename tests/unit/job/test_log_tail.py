"""Logs that are followed."""

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest

from application.job.follow_execution_logs_query import FollowExecutionLogsQuery
from application.job.log_followers import MOST_FOLLOWERS, Dismissal, LogFollowers
from application.job.log_tail import HEARTBEAT_SECONDS, LONGEST_SECONDS
from application.ports.job_logs import LogLine
from application.readiness import Readiness
from application.settings import Settings
from domain.access.api_key import ApiKey
from domain.access.principal import Role
from domain.errors import SourceUnavailableError
from domain.job.job_execution import ExecutionState, JobExecution
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.steered_jobs import ended, recorded, resting


def key_of(role: Role) -> ApiKey:
    """The key of whoever asks as this role."""
    return ApiKey(id=role.name, name=role.name, role=role, digest=role.name, created_at=NOON, created_by="")


@pytest.fixture(autouse=True)
async def keys(world: FakeWorld) -> None:
    """Who asks has a key."""
    await world.keys.add_async(key_of(Role.VIEWER))


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that knows jobs and runs none."""
    return resting(world)


async def logged(world: FakeWorld, first: int, count: int) -> None:
    """Let a run log lines."""
    lines = [LogLine(at=NOON, level="info", text=f"line {number}") for number in range(first, first + count)]
    await world.job_logs.append_async("daily@a", first, lines)


async def followed(process: FakeProcess, told: list[Any], first: int = 0) -> None:
    """Follow the log of the run to the end."""
    query = FollowExecutionLogsQuery(execution_id="daily@a", first=first)
    async for each in (await process.send_async(query, Role.VIEWER)).data:
        said = each if isinstance(each, JobExecution | Dismissal) else [line.text for line in each]
        told.append(said)


async def test_tells_lines_as_they_come_and_then_the_end(world: FakeWorld, process: FakeProcess) -> None:
    """Each once; a sign of life where nothing is logged."""
    told: list[Any] = []
    recorded(world, state=ExecutionState.RUNNING)
    await logged(world, 0, 2)
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(followed(process, told))
        await world.pass_async(1)
        assert len(process.get(LogFollowers)) == 1
        await logged(world, 2, 1)
        await world.pass_async(HEARTBEAT_SECONDS + 1)
        await logged(world, 3, 1)
        over = ended(world, "daily@a", ExecutionState.FAILED)
        await world.pass_async(1)
        assert following.done()
    assert told == [["line 0", "line 1"], ["line 2"], [], ["line 3"], over]
    assert len(process.get(LogFollowers)) == 0


async def test_reads_what_is_long_in_one_go(world: FakeWorld, process: FakeProcess) -> None:
    """From the line that is asked for, without a rest between two parts; also of a record that is gone."""
    told: list[Any] = []
    over = ended(world, "daily@a", ExecutionState.COMPLETED)
    await logged(world, 0, 1200)
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(followed(process, told, first=100))
        await world.pass_async(1)
        assert following.done()
    assert [len(each) for each in told[:-1]] == [500, 500, 100]
    assert (told[0][0], told[-1]) == ("line 100", over)


async def test_ends_when_the_process_stops_or_it_took_long(world: FakeWorld, process: FakeProcess) -> None:
    """Who listens comes back; the run goes on."""
    told: list[Any] = []
    recorded(world, state=ExecutionState.RUNNING)
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(followed(process, told))
        await world.pass_async(1)
        world.executions.records.clear()
        world.clock.pass_seconds(LONGEST_SECONDS)
        await world.pass_async(1)
        assert following.done()
        recorded(world, state=ExecutionState.RUNNING)
        process.get(Readiness).stopping = True
        await followed(process, told)
    assert [each for each in told if each] == []


async def test_is_refused_to_who_comes_too_many(world: FakeWorld, process: FakeProcess) -> None:
    """With when to come back."""
    recorded(world, state=ExecutionState.RUNNING)
    with ExitStack() as stack:
        for number in range(MOST_FOLLOWERS):
            stack.enter_context(process.get(LogFollowers).joined(f"key:{number % 7}"))
        refused = await process.send_async(FollowExecutionLogsQuery(execution_id="daily@a"))
    process.get(LogFollowers).require_room()
    assert (refused.status, refused.error.retry_after_seconds) == (503, 5)
    assert (await process.send_async(FollowExecutionLogsQuery(execution_id="daily@nobody"))).status == 404


async def test_ends_when_the_key_of_who_follows_is_revoked(world: FakeWorld, process: FakeProcess) -> None:
    """Within the time that is set, with the reason and no further line; who has another key follows on."""
    told: list[Any] = []
    recorded(world, state=ExecutionState.RUNNING)
    followers = process.get(LogFollowers)
    await world.keys.add_async(replace(key_of(Role.VIEWER), id="other", digest="other"))
    with followers.joined("key:other"):
        async with asyncio.TaskGroup() as tasks:
            following = tasks.create_task(followed(process, told))
            await world.pass_async(1)
            await world.keys.revoke_async(Role.VIEWER.name, world.clock.now())
            await world.pass_async(process.get(Settings).sse_permission_check_seconds)
            await logged(world, 0, 1)
            await world.pass_async(1)
            assert following.done()
        assert told == [Dismissal("key_revoked")]
        assert await followers.dismissal_async("key:other") is None


async def test_goes_on_while_keys_cannot_be_read(world: FakeWorld, process: FakeProcess) -> None:
    """It is looked again before long."""
    followers = process.get(LogFollowers)
    with followers.joined("key:VIEWER"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.keys, "list_async", AsyncMock(side_effect=SourceUnavailableError("away")))
        world.clock.pass_seconds(60)
        assert await followers.dismissal_async("key:VIEWER") is None
