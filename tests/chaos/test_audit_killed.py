"""What was acknowledged is on record, however the service dies."""

import asyncio
import json
import random
from dataclasses import dataclass, field

import httpx
import pytest

from support.chaos import NewService, background
from support.database import DatabaseServer
from support.routes import UNKNOWN


@dataclass
class Answered:
    """A client that sends commands all the time and remembers the traces of those that were answered."""

    client: httpx.AsyncClient
    traces: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def run_async(self) -> None:
        """Ask until nobody answers."""
        while True:
            try:
                reply = await self.client.delete(f"/api/workers/{UNKNOWN}")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if reply.status_code == 404:
                self.traces.append(reply.json()["trace_id"])
                self.heard.set()


@pytest.mark.timeout(120)
async def test_answered_commands_are_on_record_when_the_service_was_killed(
    database: DatabaseServer, new_service: NewService
) -> None:
    """Kill -9 at any point: every command that was answered has its outcome; what was not may be begun and no more."""
    service = new_service(database, WORKER_MONITORING_ENABLED="false")
    await service.start_async()
    async with service.client() as at_one, service.client() as at_two:
        clients = [Answered(at_one), Answered(at_two)]
        async with background(*(client.run_async() for client in clients)):
            for client in clients:
                client.heard.clear()
            for client in clients:
                await client.heard.wait()
            await asyncio.sleep(random.uniform(0, 0.2))  # noqa: S311  # any point of a command
            service.child.kill()
            await service.start_async()
        reply = await at_one.get("/api/audit", headers={"Accept": "application/x-ndjson"})
    by_trace = {line["trace_id"]: line for line in map(json.loads, reply.text.splitlines())}
    traces = {trace for client in clients for trace in client.traces}
    assert {by_trace[trace]["outcome"] for trace in traces} == {"refused"}
    unanswered = [line["outcome"] for trace, line in by_trace.items() if trace not in traces]
    assert len(unanswered) <= 4, "one of each client at the death, and one of each at the end"
    assert set(unanswered) <= {"begun", "refused", "failed"}
