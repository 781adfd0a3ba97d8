"""A night of idle rules: a whole service, simulated AWS and controllers, on one clock that is moved."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.idle.idle_detection_job import IdleDetectionJob
from application.ports.cml_client import CMLClient
from application.telemetry.cml_health_collection_job import CMLHealthCollectionJob
from application.telemetry.labs_refresh_job import LabsRefreshJob
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from application.worker.fleet_view import FleetView
from support.collected_fleet import CollectedFleet, collected_fleet
from support.database import DatabaseServer

JOBS = (WorkerMetricsCollectionJob, CMLHealthCollectionJob, LabsRefreshJob, IdleDetectionJob)
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture
async def fleet(database: DatabaseServer, aws_credentials: None) -> AsyncIterator[CollectedFleet]:
    """Three workers with their controllers."""
    async with collected_fleet(database.uri, 3, controllers=True) as fleet:
        yield fleet


async def pass_minutes(fleet: CollectedFleet, minutes: float) -> None:
    """Move the clock, and let every job run once."""
    fleet.pass_seconds(minutes * 60)
    for job in JOBS:
        await fleet.run_async(job)


async def set_rules(fleet: CollectedFleet) -> None:
    """Idle after an hour, paused ten minutes later, but not for the next three hours."""
    now = fleet.service.service(Clock).now()
    begin, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-2, 3))
    hours = {"time_zone": "UTC", "days": EVERY_DAY, "begin": begin, "end": end}
    idle = {"enabled": True, "idle_after_minutes": 60, "countdown_minutes": 10, "working_hours": hours}
    reply = await fleet.service.admin.patch("/api/settings", json={"idle": idle})
    assert reply.status_code == 200, reply.text


async def touch_a_lab(fleet: CollectedFleet, worker_id: str) -> None:
    """Let somebody start a lab on its controller, or stop it where it runs, past the service."""
    view, client = fleet.service.service(FleetView), fleet.service.service(CMLClient)
    host = fleet.service.service(CMLHosts).host_of(view.worker(worker_id))
    lab = next(iter(view.labs.labs_on(worker_id).values()))
    act = client.stop_lab_async if lab.state == "STARTED" else client.start_lab_async
    await act(host, lab.lab_id)


async def finished(fleet: CollectedFleet, operation_id: str) -> dict[str, Any]:
    """Let time pass until an operation has ended."""
    reply: dict[str, Any] = {}
    async with asyncio.timeout(40):
        while not reply.get("finished_at"):
            fleet.pass_seconds(10)
            path = f"/api/operations/{operation_id}"
            reply = (await fleet.service.admin.get(path, params={"wait": 1})).json()
    return reply


async def test_night(fleet: CollectedFleet) -> None:
    """Held in working hours; then one is paused, one is used in the last moment, one is exempt; a start resumes."""
    admin = fleet.service.admin
    quiet, used, exempt = [worker["id"] for worker in await fleet.workers_async()]
    await set_rules(fleet)
    await admin.post(f"/api/workers/{exempt}/idle/exempt", json={"exempt": True, "reason": "an exam"})
    for _ in range(5):
        await pass_minutes(fleet, 30)
    assert {(await admin.get(f"/api/workers/{each}/idle")).json()["held_by"] for each in (quiet, used)} == {
        "working_hours"
    }
    summary = (await admin.get("/api/fleet/idle")).json()
    assert (summary["idle"], summary["counting_down"]) == (3, 0)
    assert summary["usd_per_hour"] > 0

    await pass_minutes(fleet, 31)
    shown = (await admin.get("/api/workers", params={"idle": "true"})).json()["items"]
    assert {each["id"] for each in shown if each["idle"]["pause_at"]} == {quiet, used}

    fleet.pass_seconds(11 * 60)
    await touch_a_lab(fleet, used)
    await fleet.run_async(IdleDetectionJob)
    [pause] = (await admin.get("/api/operations")).json()["items"]
    assert (pause["command"], pause["requested_by"]) == ("workers.pause", "idle-detection")
    ended = await finished(fleet, pause["id"])
    outcomes = {each["id"]: (each["outcome"], each["code"]) for each in ended["targets"]}
    assert outcomes == {quiet: ("done", None), used: ("failed", "called_off")}
    workers = {each["id"]: each for each in await fleet.workers_async()}
    assert {key: each["status"] for key, each in workers.items()} == {
        quiet: "stopped",
        used: "running",
        exempt: "running",
    }
    assert (workers[quiet]["idle"]["pauses"], workers[used]["idle"]["since"]) == (1, None)

    started = (await admin.post(f"/api/workers/{quiet}/start")).json()
    await finished(fleet, started["id"])
    idle = (await admin.get(f"/api/workers/{quiet}/idle")).json()["idle"]
    assert (idle["resumes"], idle["paused"], idle["since"]) == (1, None, None)
    types = [what for _, what in await fleet.news_async() if what in {"worker.paused", "worker.resumed"}]
    assert types == ["worker.paused", "worker.resumed"]
