"""`labs ...` against a service, its database and a simulated controller: nothing in between is made up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import yaml

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, CML, fleet_settings
from support.running_service import RunningService, running_service

from .command_line import CommandLine, Finished
from .warm_command import WarmCommand

Run = Callable[..., Any]
REGIONS = ("us-east-1",)
CONFLICT, NOT_FOUND = 5, 3


@pytest.fixture
async def fleet(database: DatabaseServer, aws_credentials: None) -> AsyncIterator[RunningService]:
    """A service that has read the labs of one worker."""
    simulator = SimulatorServer(FleetPlan(workers=1, regions=REGIONS), cml=True)
    await simulator.start()
    settings = fleet_settings(database.uri, f"test_{token_hex(6)}", simulator.address, **CML)
    async with running_service(settings) as running:
        await running.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        [worker] = (await running.admin.get("/api/workers")).json()["items"]
        await running.admin.post(f"/api/workers/{worker['id']}/sync-labs")
        yield running
    await simulator.stop()


@pytest.fixture
def run(fleet: RunningService, tmp_path: Path, warm: WarmCommand | None) -> Run:
    """Run a command beside the service, which lives in this process."""
    command_line = CommandLine(tmp_path, fleet.address, warm)

    async def run_beside(*arguments: str, code: int = 0, stdin: str = "") -> str:
        finished: Finished = await asyncio.to_thread(
            command_line.run, "labs", *arguments, stdin=stdin, CML_FLEET_TOKEN=ADMIN_KEY
        )
        assert finished.returncode == code, finished.stderr
        return finished.stdout

    return run_beside


async def state_of(run: Run, lab: str) -> str:
    """The state of a lab, as the command line shows it."""
    return str(json.loads(await run("get", lab, "-o", "json"))["state"])


async def test_lab_goes_through_its_life(run: Run) -> None:
    """Stopped, wiped, started and deleted, each waited for; a lab that is gone is not found."""
    [lab, *_] = (await run("list", "--state", "STARTED", "-o", "name")).split()
    for act, state in (("stop", "STOPPED"), ("wipe", "DEFINED_ON_CORE"), ("start", "STARTED")):
        consent = () if act == "start" else ("--yes",)
        ended = json.loads(await run(act, lab, *consent, "-o", "json"))
        assert (ended["status"], ended["done"], await state_of(run, lab)) == ("completed", 1, state)
    await run("delete", lab, "--yes", code=CONFLICT)
    ended = json.loads(await run("delete", lab, "--yes", "--force", "-o", "json"))
    assert (ended["status"], ended["done"]) == ("completed", 1)
    await run("get", lab, code=NOT_FOUND)


async def test_topology_comes_back_as_another_lab(run: Run, fleet: RunningService) -> None:
    """What is downloaded can be imported, under another title."""
    [worker] = (await fleet.admin.get("/api/workers")).json()["items"]
    [lab, *others] = (await run("list", "-o", "name")).split()
    topology = await run("download", lab)
    assert yaml.safe_load(topology)["nodes"]
    made = json.loads(
        await run("import", "-", "--worker", worker["name"], "--title", "copy", "-o", "json", stdin=topology)
    )
    [target] = made["targets"]
    copy = json.loads(await run("get", "copy", "-o", "json"))
    assert (copy["id"], target["outcome"]) == (target["made"], "done")
    assert len((await run("list", "-o", "name")).split()) == len(others) + 2
