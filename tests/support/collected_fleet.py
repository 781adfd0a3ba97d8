"""A whole service that reads a simulated AWS whenever it is told to; both live on one clock that is moved by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from integration.aws.aws_configuration import AwsConfiguration
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.fleet_settings import CML, REGIONS, fleet_settings
from support.running_service import RunningService, running_service

REGION = REGIONS[0]
LONG_SECONDS = 900
"""Longer than any pause that the service makes: after a refusal, between two looks at details."""
LASTING_LEASES = {
    "durable_handler_lease_seconds": 86_400,
    "scheduler_lease_seconds": 86_400,
    "job_lease_seconds": 86_400,
}
"""A clock that is moved on by hand ends no lease of the one process there is."""
PREFIX = "io.cmlfleet."

Told = list[tuple[str, str]]


class MovedClock(Clock):
    """Stands still until it is moved: how busy the machine is changes nothing."""

    def __init__(self) -> None:
        self._began = super().now()
        self.passed_seconds = 0.0

    def now(self) -> datetime:
        """The present there."""
        return self._began + timedelta(seconds=self.passed_seconds)

    def monotonic_seconds(self) -> float:
        """Seconds since it began."""
        return self.passed_seconds


class CollectedFleet:
    """What is done to the fleet behind the service's back, and what its API says of it."""

    def __init__(self, service: RunningService, server: SimulatorServer, clock: MovedClock) -> None:
        self.service = service
        self.server = server
        self.aws = server.simulation.fleet
        self._clock = clock
        self._heard = ""

    async def cycle_async(self) -> Told:
        """Let the job run once, and return what is new, telemetry aside: which instance, which event."""
        await self.run_async()
        return await self.news_async()

    async def run_async(self, job_class: type[RecurrentBackgroundJob] = WorkerMetricsCollectionJob) -> None:
        """Let a job run once."""
        await self.service.run_job_async(job_class)

    async def news_async(self) -> Told:
        """The events since this was last asked: of whom, and what."""
        instances = {each["id"]: each["instance_id"] for each in await self.workers_async()}
        told = []
        while True:
            query: dict[str, Any] = {"limit": 1000, **({"after": self._heard} if self._heard else {})}
            page = (await self.service.admin.get("/api/events", params=query)).json()
            told += [(item["event"]["subject"], item["event"]["type"]) for item in page["items"]]
            self._heard = page["next"]
            if page["next"] == page["head"]:
                break
        words = [(instances.get(who, who), what.removeprefix(PREFIX).removesuffix(".v1")) for who, what in told]
        return [(who, what) for who, what in words if what.startswith("worker.") and "telemetry" not in what]

    async def workers_async(self) -> list[dict[str, Any]]:
        """What the API says of all."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await self.service.admin.get("/api/workers", params={"limit": 500, **cursor})).json()
            items += page["items"]
            if not page["next_cursor"]:
                return items
            cursor = {"cursor": page["next_cursor"]}

    async def worker_async(self, instance_id: str) -> dict[str, Any]:
        """What it says of one."""
        return next(each for each in await self.workers_async() if each["instance_id"] == instance_id)

    def pass_seconds(self, seconds: float) -> None:
        """Move the clock of both on."""
        self._clock.passed_seconds += seconds

    def strike(self, kind: FaultKind, service: Service = Service.EC2, **more: Any) -> None:
        """Order a fault; `seconds` are those of the common clock."""
        seconds = more.pop("seconds", None)
        until = None if seconds is None else self._clock.now() + timedelta(seconds=seconds)
        board = self.server.simulation.faults
        board.add(Fault(board.next_id(), kind, service, until=until, **more))

    def calls(self, action: str, service: str = "ec2") -> int:
        """Count the calls of an action since the start."""
        return self.server.simulation.calls.count(service, REGION, action)

    async def calm_async(self) -> None:
        """Take the faults away, and let every pause pass."""
        self.server.simulation.faults.lift()
        self.pass_seconds(LONG_SECONDS)
        await self.cycle_async()


@asynccontextmanager
async def collected_fleet(
    mongodb_uri: str, workers: int, *, controllers: bool = False
) -> AsyncIterator[CollectedFleet]:
    """Import so many workers of one region; a call to AWS is tried once and soon given up.

    With `controllers` each has one behind a port of its own, and the service asks it.
    """
    clock = MovedClock()
    plan = FleetPlan(workers=workers, regions=(REGION,), detailed_monitoring_percent=100)
    server = SimulatorServer(plan, clock=clock.now, throttling=False, cml=controllers)
    await server.start()
    aws = AwsConfiguration(
        endpoint_url=server.address, read_timeout_seconds=1, max_attempts=1, cloudwatch_period_seconds=60
    )
    known = {"aws_regions": [REGION], **LASTING_LEASES, **(CML if controllers else {})}
    settings = fleet_settings(mongodb_uri, f"test_{token_hex(6)}", server.address, **known)
    async with running_service(settings, {Clock: clock, AwsConfiguration: aws}) as service:
        fleet = CollectedFleet(service, server, clock)
        await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
        assert len(await fleet.workers_async()) == workers
        yield fleet
    await server.stop()
