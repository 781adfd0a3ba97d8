"""Long work on the event loop, in turns with everybody else."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

Item = TypeVar("Item")


async def in_turns(items: Iterable[Item], per_turn: int) -> AsyncIterator[Item]:
    """Yield `items`, and let others have the event loop after every `per_turn` of them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % per_turn == 0:
            await asyncio.sleep(0)
