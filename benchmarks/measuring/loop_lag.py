"""How long the event loop was kept from its other tasks."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TICK_SECONDS = 0.005


class LoopLag:
    """The worst lateness of a task that wants to run every 5 ms.

    `own_seconds` is the worst that this process can have caused: no more than the processor time it used
    meanwhile. On a busy machine the rest is the other processes' turn.
    """

    def __init__(self) -> None:
        self.worst_seconds = 0.0
        self.own_seconds = 0.0

    async def watch(self) -> None:
        """Tick until cancelled."""
        while True:
            begun, used = time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK_SECONDS)
            late = time.perf_counter() - begun - TICK_SECONDS
            self.worst_seconds = max(self.worst_seconds, late)
            self.own_seconds = max(self.own_seconds, min(late, time.process_time() - used))


@asynccontextmanager
async def loop_lag() -> AsyncIterator[LoopLag]:
    """Watch the loop during the block."""
    lag = LoopLag()
    async with asyncio.TaskGroup() as tasks:
        watch = tasks.create_task(lag.watch())
        await asyncio.sleep(0)
        yield lag
        await asyncio.sleep(0)
        watch.cancel()
