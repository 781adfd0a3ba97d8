"""A fleet to ask about."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from support.running_service import RunningService

Fleet = list[dict[str, Any]]
ClientOf = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def fleet(service: RunningService) -> Fleet:
    """Ten imported workers in two regions, in order of their names."""
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert reply.status_code == 200, reply.text
    return sorted(reply.json()["imported"], key=lambda worker: str(worker["name"]))


@pytest.fixture
async def client_of(service: RunningService) -> AsyncIterator[ClientOf]:
    """Make a key with a role, and a client that shows it."""
    clients: list[httpx.AsyncClient] = []

    async def make(role: str) -> httpx.AsyncClient:
        reply = await service.admin.post("/api/keys", json={"name": f"a {role}", "role": role})
        assert reply.status_code == 201, reply.text
        clients.append(service.client(reply.json()["secret"]))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()
