"""Tasks that a server keeps for itself."""

import asyncio
from collections.abc import Coroutine


def begun(work: Coroutine[object, object, None]) -> asyncio.Task[None]:
    """Begin work that goes on until it is cancelled; the event loop reports at once when it has died."""
    task = asyncio.create_task(work)
    task.add_done_callback(_raise_failure)
    return task


def _raise_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.result()
