"""Licences over HTTP: a service, its database, and simulated controllers that Cisco answers late."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from simulator.fleet.controller.founding import ControllerPlan
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, CML, REGIONS, fleet_settings
from support.running_service import RunningService, running_service

from .cli.command_line import CommandLine

TOKEN = "c2VjcmV0LXRva2Vu"
WAIT = {"wait": 30}


@pytest.fixture
async def controllers(aws_credentials: None) -> AsyncIterator[SimulatorServer]:
    """One worker without a licence."""
    plan = ControllerPlan(unlicensed=frozenset({1}), license_seconds=0.1)
    server = SimulatorServer(FleetPlan(workers=1, regions=REGIONS, controllers=plan), cml=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def licences(database: DatabaseServer, controllers: SimulatorServer) -> AsyncIterator[RunningService]:
    """A service with that worker."""
    settings = fleet_settings(database.uri, f"test_{token_hex(6)}", controllers.address, **CML)
    async with running_service(settings) as running:
        await running.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        yield running


async def path_of(service: RunningService) -> str:
    """The licence of the worker."""
    [worker] = (await service.admin.get("/api/workers")).json()["items"]
    return f"/api/workers/{worker['id']}/license"


async def test_licence_is_registered_renewed_and_given_up(licences: RunningService) -> None:
    """Each operation ends when Cisco has answered; the token is nowhere to be read."""
    path = await path_of(licences)
    reply = await licences.admin.post(f"{path}/register", json={"token": TOKEN}, params=WAIT)
    assert (reply.status_code, reply.json()["done"]) == (200, 1), reply.text
    shown = (await licences.admin.get(path)).json()
    assert (shown["license"]["licensed"], shown["days_left"], shown["act"]["failed"]) == (True, 89, False)
    again = await licences.admin.post(f"{path}/register", json={"token": TOKEN}, params=WAIT)
    assert again.json()["targets"][0]["code"] == "nothing_to_do"
    for act in ("renew", "deregister"):
        ended = await licences.admin.post(f"{path}/{act}", params=WAIT)
        assert ended.json()["done"] == 1, ended.text
    assert (await licences.admin.get(path)).json()["license"]["licensed"] is False
    events = await licences.admin.get("/api/events", params={"limit": 100})
    assert "worker.license.deregistration.completed" in events.text
    assert TOKEN not in events.text + reply.text


async def test_refusal_is_in_the_words_of_cisco(licences: RunningService, controllers: SimulatorServer) -> None:
    """Without the token, which Cisco repeats; a token that can be none is refused unseen."""
    path = await path_of(licences)
    refused = await licences.admin.post(f"{path}/register", json={"token": f"invalid{TOKEN}"}, params=WAIT)
    [target] = refused.json()["targets"]
    assert target["message"] == 'Response error: {"token":["The token \'***\' is not valid."]}'
    assert controllers.cml is not None
    [host] = controllers.cml.side.by_instance.values()
    controllers.cml.side.fleet.controller_of(host.instance).licence.server_away = True
    away = await licences.admin.post(f"{path}/register", json={"token": TOKEN}, params=WAIT)
    assert away.json()["targets"][0]["message"] == "Fail to send out Call Home HTTP message."
    for wrong in (f"{TOKEN} !", "", "x" * 257):
        unfit = await licences.admin.post(f"{path}/register", json={"token": wrong})
        assert unfit.status_code == 422
        assert not wrong or wrong not in unfit.text


async def test_command_line_registers(licences: RunningService, tmp_path: Path) -> None:
    """The token comes from a file or the environment, and never from the arguments."""
    [worker] = (await licences.admin.get("/api/workers")).json()["items"]
    command_line = CommandLine(tmp_path, licences.address)
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")

    async def run(act: str, *more: str, **environment: str) -> Any:
        words = ("workers", "license", act, worker["name"], *more)
        return await asyncio.to_thread(command_line.run, *words, CML_FLEET_TOKEN=ADMIN_KEY, **environment)

    done = await run("register", "--token-file", str(file), "-o", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["done"] == 1
    shown = await run("status")
    assert "COMPLETED" in shown.stdout
    assert "registration completed" in shown.stdout
    again = await run("register", "--reregister", CML_FLEET_LICENSE_TOKEN=TOKEN)
    assert again.returncode == 0, again.stderr
    assert (await run("register")).returncode == 2
    assert (await run("renew")).returncode == 0
    assert (await run("deregister")).returncode == 2
    assert (await run("deregister", "--yes")).returncode == 0
