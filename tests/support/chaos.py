"""What the tests that kill and stall have in common."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import httpx

from support.log_check import FleetOnDisk
from support.service_process import ServiceProcess

WORKERS = 20

NewService = Callable[..., ServiceProcess]


async def import_fleet(service: ServiceProcess) -> None:
    """Import every instance of the simulator."""
    async with service.client() as client:
        reply = await client.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        assert reply.is_success, reply.text
        assert len(reply.json()["imported"]) == WORKERS


@asynccontextmanager
async def background(*coroutines: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run coroutines until the block ends; what one of them raises ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(coroutine) for coroutine in coroutines]
        yield
        for task in tasks:
            task.cancel()


@dataclass
class Acknowledged:
    """A client that refreshes workers all the time and remembers what it was told is saved."""

    client: httpx.AsyncClient
    versions: dict[str, int] = field(default_factory=dict)
    refusals: Counter[int] = field(default_factory=Counter)

    async def run_async(self) -> None:
        """Ask for ever."""
        listed = (await self.client.get("/api/workers")).json()["items"]
        for worker in cycle(listed):
            reply = await self.client.post(f"/api/workers/{worker['id']}/refresh")
            if reply.is_success:
                self.versions[worker["id"]] = reply.json()["worker"]["version"]
            else:
                self.refusals[reply.status_code] += 1
            await asyncio.sleep(0.02)

    def check_kept(self, fleet: FleetOnDisk) -> None:
        """Whatever was acknowledged is in the log."""
        assert self.versions, "nothing was acknowledged"
        lost = {name: told for name, told in self.versions.items() if fleet.replayed[name].state_version < told}
        assert lost == {}
        assert self.refusals.keys() <= {409, 503}


@dataclass
class Pulse:
    """A client that asks whether the event loop is free."""

    client: httpx.AsyncClient
    seconds: list[float] = field(default_factory=list)

    async def run_async(self) -> None:
        """Ask for ever."""
        while True:
            began = time.monotonic()
            assert (await self.client.get("/livez")).is_success
            self.seconds.append(time.monotonic() - began)
            await asyncio.sleep(0.02)

    @property
    def p99(self) -> float:
        """How long one in a hundred answers took, or longer."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]
