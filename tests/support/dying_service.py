"""A service whose processes die one after the other, each before another step."""

from collections.abc import Awaitable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from support.forked_child import ForkedChild
from support.service_process import ServiceProcess
from support.waiting import until

SECONDS = 40.0


class DyingService(ServiceProcess):
    """`deaths` are the steps before which the next processes kill themselves, in order (ForkedChild)."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        super().__init__(environment, folder, begin=self._begin_one)
        self.deaths: list[str] = []

    async def outlive_async(self, client: httpx.AsyncClient, asked: Awaitable[httpx.Response]) -> dict[str, Any]:
        """Have something carried out by the process that runs, and by those that come after it."""
        with suppress(httpx.TransportError):  # the process may die before it has answered
            reply = await asked
            assert reply.status_code == 202, reply.text
        await self._died()
        return await self.end_async(client)

    async def end_async(self, client: httpx.AsyncClient) -> dict[str, Any]:
        """Start those that die, and one that does not; return the newest operation as it ended."""
        while self.deaths:
            self.start()
            await self._died()
        await self.start_async()
        shown: dict[str, Any] = {}

        async def ended() -> bool:
            shown.update((await client.get("/api/operations")).json()["items"][0])
            return shown["finished_at"] is not None

        await until(ended, "the operation ends", SECONDS)
        return shown

    async def _died(self) -> None:
        child = self.child
        await until(lambda: child.has_ended, f"the process comes to its end: {child.output[-2000:]}", SECONDS)

    def _begin_one(self, environment: Mapping[str, str], log: Path) -> ForkedChild:
        return ForkedChild(environment, log, dies_at=self.deaths.pop(0) if self.deaths else "")
