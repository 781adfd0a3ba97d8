"""Long work in turns."""

import asyncio

from application.turns import in_turns


async def test_others_get_the_event_loop_when_a_turn_is_over() -> None:
    """After every so many items somebody else may run; the items come in order, all of them."""
    others: list[int] = []
    seen: list[int] = []

    async def other() -> None:
        while len(seen) < 5:
            others.append(len(seen))
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(other())
        async for item in in_turns(range(5), 2):
            seen.append(item)  # noqa: PERF401  # the other looks at it meanwhile
    assert seen == [0, 1, 2, 3, 4]
    assert others == [2, 4]
