"""`archive ...` against a service: nothing in between is made up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from application.clock import Clock
from application.ports.telemetry_history import TelemetryHistory
from domain.telemetry.telemetry_sample import TelemetrySample
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import ADMIN_KEY, CML, fleet_settings
from support.running_service import running_service

from .command_line import CommandLine, Finished
from .warm_command import WarmCommand

Run = Callable[..., Any]
FAILED, USAGE, NOT_FOUND = 1, 2, 3
COUNT = "SELECT worker_id, count(*) AS samples FROM telemetry GROUP BY ALL"


@pytest.fixture
async def run(
    database: DatabaseServer, aws_credentials: None, tmp_path: Path, warm: WarmCommand | None
) -> AsyncIterator[Run]:
    """Run a command beside a service, which lives in this process and has a sample of yesterday."""
    simulator = SimulatorServer(FleetPlan(workers=1, regions=("us-east-1",)))
    await simulator.start()
    places = {"main": str(tmp_path / "kept")}
    settings = fleet_settings(
        database.uri, f"test_{token_hex(6)}", simulator.address, **CML, archive_destinations=places
    )
    async with running_service(settings) as service:
        await service.service(TelemetryHistory).add_async([sample_of_yesterday()])
        command_line = CommandLine(tmp_path, service.address, warm)

        async def run_beside(*arguments: str, code: int = 0) -> Finished:
            finished: Finished = await asyncio.to_thread(
                command_line.run, "archive", *arguments, CML_FLEET_TOKEN=ADMIN_KEY
            )
            assert finished.returncode == code, finished.stderr
            return finished

        yield run_beside
    await simulator.stop()


def sample_of_yesterday() -> TelemetrySample:
    """A sample."""
    day = (Clock().now() - timedelta(days=1)).date()
    return TelemetrySample(
        worker_id="w1", taken_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), figures={"cpu_percent": 12.5}
    )


async def test_archives_lists_and_asks(run: Run, tmp_path: Path) -> None:
    """What was archived is asked for through the service, and in its directory."""
    ended = await run("run", "--what", "telemetry", "--wait")
    assert "rows 1" in ended.stdout
    (archive,) = json.loads((await run("list", "-o", "json")).stdout)
    assert archive["files"][0]["rows"] == 1
    assert json.loads((await run("query", COUNT, "-o", "json")).stdout) == [{"worker_id": "w1", "samples": 1}]
    beside = await run("query", COUNT, "--directory", str(tmp_path / "kept"), "-o", "csv")
    assert beside.stdout == "worker_id,samples\nw1,1\n"
    refused = await run("query", "COPY telemetry TO 'x'", code=USAGE)
    assert "SELECT" in refused.stderr
    await run("run", "--start", "2999-01-01", "--wait", code=FAILED)
    await run("run", "--end", "2026-01-01", code=USAGE)
    queued = await run("run", "--start", archive["day"])
    assert queued.stdout.startswith("telemetry-archive@")


async def test_keeps_a_plan_from_its_creation_to_its_end(run: Run) -> None:
    """By its name or its id: created, changed at its version, carried out, removed."""
    plan = json.loads((await run("plans", "create", "--name", "nightly", "--daily", "00:30", "-o", "json")).stdout)
    assert plan["schedule"] == {"cron": "30 0 * * *", "timezone": "UTC"}
    assert "30 0 * * *" in (await run("plans", "list")).stdout
    await run("plans", "update", "nightly", "--disable", "--if-version", "1")
    await run("plans", "update", "nightly", "--enable", "--if-version", "1", code=5)
    assert (await run("plans", "run", plan["id"])).stdout.startswith("telemetry-archive@")
    await run("plans", "create", "--name", "twice", "--daily", "1:00", "--cron", "1 * * * *", code=USAGE)
    await run("plans", "remove", "nightly")
    await run("plans", "get", "nightly", code=NOT_FOUND)
