"""Several calls at once, and one error for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from application.turns import in_turns

THINGS_PER_TURN = 4
"""A thing may be a batch of hundreds, made when it is asked for."""

Thing = TypeVar("Thing")
Result = TypeVar("Result")


async def map_concurrently(
    function: Callable[[Thing], Awaitable[Result]], things: Iterable[Thing], at_most: int
) -> list[Result]:
    """Await `function` for every thing, `at_most` at a time, so that no deadline runs while a call queues.

    The first error ends the rest and is raised itself.
    """
    slots = asyncio.Semaphore(at_most)

    async def run(thing: Thing) -> Result:
        async with slots:
            return await function(thing)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run(thing)) async for thing in in_turns(things, THINGS_PER_TURN)]
    except ExceptionGroup as errors:
        first = errors.exceptions[0]
        raise first from first.__cause__
    return [task.result() for task in tasks]
