"""NoSchedules: no job begins by itself."""

import asyncio

from application.hosting import BackgroundService


class NoSchedules(BackgroundService):
    """In place of the clock of jobs: nothing is committed but what a test asks for, and tags stay as they are."""

    async def run_async(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()
