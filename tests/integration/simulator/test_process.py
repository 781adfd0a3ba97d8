"""The simulator as a process of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import simulator

SOURCE = Path(simulator.__file__).parents[1]
OPTIONS = ("--workers", "3", "--regions", "us-east-1,eu-west-1", "--lively", "--cml", "--port", "0")


@pytest.fixture
async def process() -> AsyncIterator[asyncio.subprocess.Process]:
    """Three workers in two regions, on a free port."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", *OPTIONS),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    yield started
    if started.returncode is None:
        started.kill()
        await started.wait()


async def address_of(process: asyncio.subprocess.Process) -> str:
    """Read the address that the process tells once it is ready."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), timeout=10)
    address: str = json.loads(line)["address"]
    return address


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_ends_at_once_when_signalled(
    process: asyncio.subprocess.Process, until_called: Any, number: signal.Signals
) -> None:
    """A signal ends it with code 0, also while a call hangs that would hang for ever."""
    fault = {"service": "ec2", "kind": "hang"}
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=K/20260601/us-east-1/ec2/aws4_request, x"}
    async with aiohttp.ClientSession(await address_of(process)) as client, asyncio.TaskGroup() as group:
        await client.post("/_simulator/faults", json=fault)
        hanging = group.create_task(client.post("/", data={"Action": "DescribeImages"}, headers=signed))
        await until_called(client)
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), timeout=10) == 0
        hanging.cancel()


async def test_tells_its_address_when_ready(process: asyncio.subprocess.Process) -> None:
    """The first line names an address on loopback that answers."""
    address = await address_of(process)
    assert address.startswith("http://127.0.0.1:")
    async with aiohttp.ClientSession(address) as client, client.get("/_simulator/health") as reply:
        assert (await reply.json())["instances"] == 3
        async with client.get("/_simulator/cml/hosts") as shown:
            assert len((await shown.json())["hosts"]) == 3
