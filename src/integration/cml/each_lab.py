"""Calls about many labs of one controller."""

from collections.abc import Awaitable, Callable, Collection, Iterator

from application.task_group import task_group
from integration.cml.cml_connections import CONNECTIONS_PER_HOST

LABS_PER_CONNECTION = 10
"""A connection costs more than to wait for so many answers: a handshake, a file, and buffers."""

AskLab = Callable[[str], Awaitable[None]]


async def ask_each_lab(lab_ids: Collection[str], ask: AskLab) -> None:
    """Ask about each; one after the other when they are few, else over all connections."""
    waiting = iter(lab_ids)
    if len(lab_ids) <= LABS_PER_CONNECTION:
        await _ask_in_turn(waiting, ask)
        return
    async with task_group() as tasks:
        for _ in range(CONNECTIONS_PER_HOST):
            tasks.create_task(_ask_in_turn(waiting, ask))


async def _ask_in_turn(waiting: Iterator[str], ask: AskLab) -> None:
    for lab_id in waiting:
        await ask(lab_id)
