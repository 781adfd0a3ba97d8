"""The service is killed before every step of a pause."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.clock import Clock
from application.events.durable.durable_handler_host import DurableHandlerHost
from application.hosting import BackgroundService
from application.idle.idle_detection_job import IdleDetectionJob
from simulator.fleet.instance_state import InstanceState
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.dying_service import DyingService
from support.fleet_settings import CML, fleet_settings
from support.running_service import running_service

REGION = "us-east-1"
STEPS = [
    "application.instance.instance_acting:InstanceActing.act_async",
    "integration.aws.aws_ec2_client:AwsEC2Client.act_async",
    "domain.worker.acted_worker:ActedWorker.accept_act",
    "domain.operation.operation:Operation.complete",
]


class LateClock(Clock):
    """Stands hours ago, and is moved by hand; then it goes with all others."""

    def __init__(self) -> None:
        self._at: datetime | None = super().now() - timedelta(hours=3)

    def now(self) -> datetime:
        """The present there."""
        return self._at or super().now()

    def pass_minutes(self, minutes: float) -> None:
        """Move it."""
        self._at = self.now() + timedelta(minutes=minutes)

    def catch_up(self) -> None:
        """Let it be the present."""
        self._at = None


class Nobody(BackgroundService):
    """Carries no operation out."""

    async def run_async(self) -> None:
        """Be done at once."""


@pytest.fixture
def clock() -> LateClock:
    """That of the instances, and of who watches them at first."""
    return LateClock()


@pytest.fixture
async def simulator(clock: LateClock, aws_credentials: None) -> AsyncIterator[SimulatorServer]:
    """One worker with its controller."""
    server = SimulatorServer(FleetPlan(workers=1, regions=(REGION,)), clock=clock.now, cml=True)
    await server.start()
    yield server
    await server.stop()


async def let_a_pause_begin(simulator: SimulatorServer, clock: LateClock, uri: str, database_name: str) -> None:
    """Let a service see nobody for two hours, count down, and begin the pause, which it does not carry out."""
    settings = fleet_settings(uri, database_name, simulator.address, **CML)
    async with running_service(settings, {Clock: clock, DurableHandlerHost: Nobody()}) as service:
        await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        idle = {"enabled": True, "idle_after_minutes": 60, "countdown_minutes": 10}
        assert (await service.admin.patch("/api/settings", json={"idle": idle})).is_success
        [worker] = (await service.admin.get("/api/workers")).json()["items"]
        for minutes in (1, 120, 15):
            clock.pass_minutes(minutes)
            for act in ("refresh", "sync-labs"):
                assert (await service.admin.post(f"/api/workers/{worker['id']}/{act}")).is_success
            await service.run_job_async(IdleDetectionJob)
        [pause] = (await service.admin.get("/api/operations")).json()["items"]
        assert (pause["command"], pause["waiting"]) == ("workers.pause", 1)


@pytest.mark.timeout(240)
async def test_is_paused_once_when_killed_before_every_step(
    simulator: SimulatorServer, clock: LateClock, service: DyingService, database: DatabaseServer, database_name: str
) -> None:
    """After the last look, before the order, with the order taken, and before the last word."""
    await service.start_async()  # from now on all operations are carried out
    service.child.kill()
    await let_a_pause_begin(simulator, clock, database.uri, database_name)
    clock.catch_up()
    service.deaths = list(STEPS)
    async with service.client() as client:
        operation: dict[str, Any] = await service.end_async(client)
        assert (operation["command"], operation["status"], operation["done"]) == ("workers.pause", "completed", 1)
        [worker] = (await client.get("/api/workers")).json()["items"]
        assert (worker["status"], worker["idle"]["pauses"]) == ("stopped", 1)
        events = (await client.get("/api/events", params={"limit": 1000})).json()["items"]
    assert [each["event"]["type"] for each in events].count("io.cmlfleet.worker.paused.v1") == 1
    [instance] = simulator.simulation.fleet.all()
    assert instance.state_at(clock.now()) is InstanceState.STOPPED
