"""What is asked for twice at once is done once."""

import asyncio
import gc
import weakref

import pytest

from application.single_flight import SingleFlight
from application.task_group import task_group


class Reply:
    """Something large in a frame of the work."""


@pytest.mark.parametrize("askers", [1, 3])
async def test_nothing_is_kept_of_an_error_when_all_have_got_it(askers: int) -> None:
    """What the frames of the work held goes with the error, without a search for rings."""
    flights: SingleFlight[str, None] = SingleFlight()
    held: list[weakref.ref[Reply]] = []

    async def fail() -> None:
        reply = Reply()
        held.append(weakref.ref(reply))
        await asyncio.sleep(0)
        raise LookupError("no")

    async def ask() -> None:
        with pytest.raises(LookupError, match="no"):
            await flights.fly_async("key", fail)

    gc.disable()
    try:
        async with task_group() as asking:
            for _ in range(askers):
                asking.create_task(ask())
        assert [reply() for reply in held] == [None]
    finally:
        gc.enable()
