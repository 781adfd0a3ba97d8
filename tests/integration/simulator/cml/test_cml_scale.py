"""Many hosts in one process."""

import asyncio
import json
import os
import ssl
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import simulator

HOSTS = int(os.environ.get("CML_FLEET_SIMULATED_HOSTS", "100"))
A_THOUSAND_MIB = 600
KEPT = 4
SOURCE = Path(simulator.__file__).parents[1]
OPTIONS = ("--workers", str(HOSTS), "--instant", "--cml-tls", "--no-throttling")


@pytest.fixture
async def process() -> AsyncIterator[asyncio.subprocess.Process]:
    """Hosts with certificates."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", *OPTIONS),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    yield started
    started.terminate()
    await started.wait()


async def resident_mib(process: asyncio.subprocess.Process) -> float:
    """Tell how much memory the process holds."""
    command = ("ps", "-o", "rss=", "-p", str(process.pid))
    told = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    return int((await told.communicate())[0]) / 1024


async def call_all(session: aiohttp.ClientSession, hosts: list[dict[str, Any]]) -> set[int]:
    """Ask every host for its nodes on as many connections as are kept, and tell the states."""
    at_once, states = asyncio.Semaphore(50), set()

    async def call(host: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {host['tokens'][0]}"}
        async with at_once, session.get(f"{host['address']}/api/v0/nodes", headers=headers) as reply:
            await reply.read()
            states.add(reply.status)

    async with asyncio.TaskGroup() as group:
        for host in hosts:
            for _ in range(KEPT):
                group.create_task(call(host))
    return states


async def test_holds_a_thousand_hosts_in_600_mib(process: asyncio.subprocess.Process) -> None:
    """Each over TLS, with four kept connections and five labs: what some take, a thousand take in proportion."""
    assert process.stdout is not None
    address = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))["address"]
    idle_mib = await resident_mib(process)
    trusting_all = ssl.create_default_context()
    trusting_all.check_hostname, trusting_all.verify_mode = False, ssl.CERT_NONE
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=KEPT, ssl=trusting_all, keepalive_timeout=60)
    async with aiohttp.ClientSession(connector=connector) as session:
        async with session.get(f"{address}/_simulator/cml/hosts") as reply:
            hosts = (await reply.json())["hosts"]
        assert len({host["address"] for host in hosts}) == HOSTS
        assert await call_all(session, hosts) == {200}
        grown_mib = await resident_mib(process) - idle_mib
    assert idle_mib + grown_mib * 1000 / HOSTS < A_THOUSAND_MIB
