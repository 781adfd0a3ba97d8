"""Hosted services: started in order, stopped in reverse, and no death of one goes unnoticed."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from typing import NoReturn

from neuroglia.hosting.abstractions import HostedService


class BackgroundService(HostedService, ABC):
    """A hosted service with one task of its own."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None

    @abstractmethod
    async def run_async(self) -> None:
        """Work until cancelled; whatever is raised ends the process."""

    async def start_async(self) -> None:
        """Start the task."""
        self.task = asyncio.create_task(self.run_async(), name=type(self).__name__)

    async def stop_async(self) -> None:
        """End the task and wait for its end."""
        if self.task is not None and not self.task.done():
            self.task.cancel()
            with suppress(asyncio.CancelledError):
                await self.task


class HostedServices:
    """The services of one app, in the order in which they depend on each other."""

    def __init__(self, services: Sequence[HostedService]) -> None:
        self._services = services
        self._started = AsyncExitStack()

    async def start_async(self) -> None:
        """Start all in order; when one cannot start, stop those before it and raise its error."""
        try:
            for service in self._services:
                await service.start_async()
                self._started.push_async_callback(service.stop_async)
        except BaseException as error:  # noqa: BLE001  # raised again below
            try:
                await self.stop_async()
            finally:
                raise error  # whatever the stop may raise, this is what ended the start

    async def stop_async(self) -> None:
        """Stop in reverse order; one that cannot stop does not keep the others from it, and its error comes last."""
        await self._started.aclose()

    async def wait_for_death_async(self) -> NoReturn:
        """Wait while all are well; raise when the task of a service has ended, whatever ended it."""
        tasks = [service.task for service in self._services if isinstance(service, BackgroundService) and service.task]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        dead = done.pop()
        raise RuntimeError(f"{dead.get_name()} died") from None if dead.cancelled() else dead.exception()
