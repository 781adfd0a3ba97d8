"""Workers of a simulated AWS, refreshed by the real readers and adapters, all on one clock that is moved by hand."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any

from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.telemetry.metrics_source import AWS_SOURCES, MetricsSource
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import instance_reading
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer

SCOPE = AwsScope("default", "us-east-1")
ALL = AWS_SOURCES

Watch = Callable[..., Awaitable["WatchedFleet"]]


DETAILS_DUE_SECONDS = 600
"""How old imports must be for EC2 to be asked about more than states."""


class WatchedFleet:
    """One region, its workers, and what was told about them."""

    def __init__(self, world: FakeWorld, server: SimulatorServer, clients: AwsClients) -> None:
        self.clock = world.clock
        self.server = server
        self.aws = server.simulation.fleet
        world.ec2 = AwsEC2Client(clients, world.clock)  # type: ignore[assignment]
        world.cloudwatch = AwsCloudWatchClient(clients, world.clock)  # type: ignore[assignment]
        self._metrics = FakeProcess(world).get(WorkerMetricsService)
        self._told: list[tuple[str, str]] = []
        self.workers = [self._imported(each.instance_id) for each in self.aws.all()]
        self.clock.pass_seconds(DETAILS_DUE_SECONDS)

    def add(self, instance_id: str) -> CMLWorker:
        """Take an instance in without having asked AWS about it."""
        self.workers.append(self._imported(instance_id))
        return self.workers[-1]

    async def refresh_async(self, sources: Collection[MetricsSource] = ALL) -> None:
        """Read the sources once for those who are active, as the job does every few minutes."""
        await self._metrics.refresh_async([each for each in self.workers if each.state.active], sources, self._save)

    async def _save(self, batch: FleetRefresh) -> None:
        for worker in batch.workers.values():
            self._told += [(worker.state.instance_id, event.short_type) for event in worker.pending_events]
            worker.clear_pending_events()

    def told(self) -> list[tuple[str, str]]:
        """Take the events told since this was last asked, telemetry aside: who, and which event; by instance."""
        told, self._told = self._told, []
        known = ((who, what) for who, what in told if not what.startswith("worker.telemetry"))
        return sorted(known, key=lambda event: event[0])

    def strike(
        self, kind: FaultKind, service: Service = Service.EC2, seconds: float | None = None, **more: Any
    ) -> None:
        """Order a fault, for so many seconds of the common clock."""
        until = None if seconds is None else self.clock.now() + timedelta(seconds=seconds)
        board = self.server.simulation.faults
        board.add(Fault(board.next_id(), kind, service, until=until, **more))

    def lift(self) -> None:
        """Take every fault away."""
        self.server.simulation.faults.lift()

    def calls(self, action: str) -> int:
        """Count the calls of an action since the start."""
        service = "cloudwatch" if action == "GetMetricData" else "ec2"
        return self.server.simulation.calls.count(service, SCOPE.region, action)

    @staticmethod
    def _imported(instance_id: str) -> CMLWorker:
        worker = CMLWorker.unborn(CMLWorker.id_of(SCOPE, instance_id))
        worker.import_instance(SCOPE, instance_reading(instance_id=instance_id))
        worker.clear_pending_events()
        return worker


def watched_plan(workers: int) -> FleetPlan:
    """So many workers in the one region, whose states change at once."""
    return FleetPlan(workers=workers, regions=(SCOPE.region,))
