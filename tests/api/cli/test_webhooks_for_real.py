"""`webhooks ...` against a service and a receiver: nothing in between is made up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, CML, fleet_settings
from support.running_service import running_service
from support.webhook_receiver import WebhookReceiver, is_signed

from .command_line import CommandLine, Finished
from .warm_command import WarmCommand

Run = Callable[..., Any]
FAILED, USAGE, NOT_FOUND = 1, 2, 3


@pytest.fixture
async def run(
    database: DatabaseServer, aws_credentials: None, tmp_path: Path, warm: WarmCommand | None
) -> AsyncIterator[Run]:
    """Run a command beside a service, which lives in this process."""
    simulator = SimulatorServer(FleetPlan(workers=1, regions=("us-east-1",)))
    await simulator.start()
    settings = fleet_settings(database.uri, f"test_{token_hex(6)}", simulator.address, **CML)
    async with running_service(settings) as service:
        command_line = CommandLine(tmp_path, service.address, warm)

        async def run_beside(*arguments: str, code: int = 0) -> Finished:
            finished: Finished = await asyncio.to_thread(
                command_line.run, "webhooks", *arguments, CML_FLEET_TOKEN=ADMIN_KEY
            )
            assert finished.returncode == code, finished.stderr
            return finished

        yield run_beside
    await simulator.stop()


async def test_keeps_a_webhook_from_its_creation_to_its_end(run: Run) -> None:
    """By its name or its id: created, tried, changed, given another secret, looked at, removed."""
    async with WebhookReceiver() as receiver:
        options = ("--name", "chat", "--url", receiver.url, "--event-type", "status")
        created = json.loads((await run("create", *options, "-o", "json")).stdout)
        await run("test", "chat")
        assert is_signed(*receiver.received[0], created["secret"])
        shown = json.loads((await run("get", created["id"], "-o", "json")).stdout)
        assert (shown["name"], "secret" in shown) == ("chat", False)
        await run("update", "chat", "--disable")
        assert "chat" in (await run("list")).stdout
        await run("update", "chat", "--enable", "--name", "talk")
        rotated = json.loads((await run("rotate-secret", "talk", "-o", "json")).stdout)
        await run("test", "talk")
        assert is_signed(*receiver.received[1], rotated["secret"])
        assert json.loads((await run("deliveries", "talk", "-o", "json")).stdout)["given_up"] == []
        assert "0 are tried again" in (await run("deliveries", "talk")).stderr
    assert "Not delivered" in (await run("test", "talk", code=FAILED)).stderr
    await run("remove", "talk")
    assert "No webhook" in (await run("get", "talk", code=NOT_FOUND)).stderr


async def test_asks_which_one_when_a_name_is_no_name(run: Run) -> None:
    """Two that are called the same are told apart by their ids; nothing to change is nothing to do."""
    for _ in range(2):
        await run("create", "--name", "chat", "--url", "http://127.0.0.1:9/x")
    assert "several webhooks" in (await run("remove", "chat", code=USAGE)).stderr
    assert "what to change" in (await run("update", "chat", code=USAGE)).stderr
