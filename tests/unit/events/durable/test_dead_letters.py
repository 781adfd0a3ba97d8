"""Dead letters: listed, told again by the process that hosts their handler, or discarded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from application.behaviors.error_behavior import RefusedResult
from application.events.discard_dead_letter_command import DiscardDeadLetterCommand
from application.events.list_dead_letters_query import ListDeadLettersQuery
from application.events.redeliver_dead_letter_command import RedeliverDeadLetterCommand
from application.events.redeliver_dead_letters_command import RedeliverDeadLettersCommand
from domain.errors import ConflictError
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import unborn_worker
from fakes.recording_handler import RecordingHandler
from fakes.worker_steps import born, stop

from .conftest import NAME

LETTERS = [f"{NAME}-5eed0001-{number}" for number in (1, 2, 3)]


@pytest.fixture
async def process(world: FakeWorld, handler: RecordingHandler) -> AsyncIterator[FakeProcess]:
    """A process whose handler gave up three events: two of one worker, one of another."""
    one = FakeProcess(world, durable={RecordingHandler: handler}, durable_handler_attempts=1)
    handler.faults = {unborn_worker(number).aggregate_id: ConflictError("no") for number in (1, 2)}
    async with one:
        workers = [born(1), born(2)]
        await one.commit_async(*workers)
        await one.commit_async(stop(workers[0]))
        await until(lambda: len(world.letters.letters) == 3)
        handler.batches.clear()
        yield one


async def listed(process: FakeProcess, **wanted: Any) -> tuple[list[str], str | None]:
    """The ids of a page and its cursor."""
    page = (await process.send_async(ListDeadLettersQuery(**wanted))).data
    return [letter.id for letter in page.items], page.next_cursor


async def pass_time(world: FakeWorld) -> None:
    """Let the host look for what is asked for."""
    for _ in range(3):
        world.clock.pass_seconds(1)
        for _ in range(50):
            await asyncio.sleep(0)


async def test_lists_letters_page_by_page(process: FakeProcess) -> None:
    """By handler and in the order of their events; a cursor that was not given out is refused."""
    assert await listed(process) == (LETTERS, None)
    first, cursor = await listed(process, handler=NAME, limit=2)
    assert (first, await listed(process, limit=2, cursor=cursor)) == (LETTERS[:2], (LETTERS[2:], None))
    assert await listed(process, handler="Nobody") == ([], None)
    result = await process.send_async(ListDeadLettersQuery(cursor="forged"))
    assert (result.status, result.error.code) == (400, "invalid_cursor")


async def test_tells_all_again_when_asked_for_a_handler(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """Once each, the oldest of each subject first, many at once; what succeeds is a letter no more."""
    handler.faults.clear()
    result = await process.send_async(RedeliverDeadLettersCommand(NAME))
    assert (result.status, result.data) == (202, 3)
    assert handler.batches == []
    await pass_time(world)
    assert handler.batches == [
        [("worker.imported", 1), ("worker.imported", 2)],
        [("worker.status.changed", 3)],
    ]
    assert world.letters.letters == {}


async def test_keeps_the_letter_when_telling_it_again_fails(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """It counts one attempt more, and is told again only when somebody asks again."""
    assert (await process.send_async(RedeliverDeadLetterCommand(LETTERS[1]))).status == 202
    await pass_time(world)
    await pass_time(world)
    letter = world.letters.letters[LETTERS[1]]
    assert handler.batches == [[("worker.imported", 2)]]
    assert (letter.attempts, letter.redeliver_asked_at) == (2, None)
    assert letter.last_failed_at > letter.first_failed_at


async def test_forgets_the_letter_when_it_is_discarded(process: FakeProcess) -> None:
    """The others stay."""
    assert (await process.send_async(DiscardDeadLetterCommand(LETTERS[0]))).status == 204
    assert await listed(process) == (LETTERS[1:], None)


@pytest.mark.parametrize(
    "command",
    [DiscardDeadLetterCommand("none"), RedeliverDeadLetterCommand("none"), RedeliverDeadLettersCommand("Nobody")],
)
async def test_is_refused_when_there_is_no_such_letter_or_handler(process: FakeProcess, command: Any) -> None:
    """Nothing is asked of a handler that nobody hosts."""
    result = await process.send_async(command)
    assert isinstance(result, RefusedResult)
    assert result.status == 404
