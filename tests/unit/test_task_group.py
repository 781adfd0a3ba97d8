"""A task group that raises what its block raised."""

import asyncio
import gc
import weakref

import pytest

from application.task_group import task_group


class Reply:
    """Something large in a frame of the block."""


async def fail(held: list[weakref.ref[Reply]]) -> None:
    """Fail with a reply in the frame."""
    reply = Reply()
    held.append(weakref.ref(reply))
    await asyncio.sleep(0)
    raise LookupError("no")


async def fail_in_group(held: list[weakref.ref[Reply]]) -> None:
    """Two tasks, of which one fails."""
    async with task_group() as tasks:
        tasks.create_task(asyncio.sleep(60))
        tasks.create_task(fail(held))


async def test_raises_the_error_itself_when_a_task_fails() -> None:
    """Who catches by type finds it; the others are called off."""
    with pytest.raises(LookupError, match="no"):
        await fail_in_group([])


async def test_leaves_no_garbage_when_a_task_fails() -> None:
    """What its frames held goes with the error, without a search for rings."""
    held: list[weakref.ref[Reply]] = []
    gc.disable()
    try:
        with pytest.raises(LookupError):
            await fail_in_group(held)
        assert held[0]() is None
    finally:
        gc.enable()
