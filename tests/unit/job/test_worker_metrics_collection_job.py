"""The job that keeps the picture of the fleet fresh."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from application.job.job_declaration import JobDeclaration
from application.job.job_run import JobRun
from application.live.live_settings import LiveSettings
from application.settings import Settings
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.overtaken import OVERTAKEN
from application.telemetry.worker_collection import WorkerCollectionResult
from application.telemetry.worker_metrics_collection_job import WorkerMetricsCollectionJob
from application.telemetry.worker_metrics_service import Save, WorkerMetricsService
from application.worker.active_workers import ActiveWorkers
from domain.aggregate import FleetAggregate
from domain.events.fleet_event import FleetEvent
from domain.job.job_execution import ExecutionWarning
from domain.job.schedule import Schedule
from domain.telemetry.metrics_source import METRICS_SOURCES, MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.ec2_readings import EC2InstanceReading
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import FakeClock

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def new_run() -> JobRun:
    """One run of the job."""
    return JobRun(job="worker-metrics-collection", scheduled_for=NOON, started_at=NOON)


class FakeActiveWorkers(ActiveWorkers):
    """Gives out some workers."""

    def __init__(self, workers: list[CMLWorker]) -> None:
        self._workers = workers

    async def load_async(self) -> list[CMLWorker]:
        """Give out all."""
        return self._workers


class FakeWorkers(CMLWorkerRepository):
    """Notes what is committed; the job asks for nothing else."""

    def __init__(self, overtaken: list[str]) -> None:
        super().__init__()
        self._overtaken = overtaken
        self.committed: list[tuple[list[CMLWorker], Callable[[CMLWorker], None], list[FleetEvent]]] = []

    async def update_many_async(
        self,
        workers: Sequence[CMLWorker],
        again: Callable[[CMLWorker], None],
        announcements: Sequence[FleetEvent] = (),
        beside: Sequence[FleetAggregate[Any]] = (),  # this job reads no labs
    ) -> list[str]:
        """Note it."""
        self.committed.append((list(workers), again, list(announcements)))
        return self._overtaken

    async def contains_async(self, id: str) -> bool:  # noqa: A002  # neuroglia names it so
        """Not for this job."""
        raise NotImplementedError

    async def get_async(self, id: str) -> CMLWorker | None:  # noqa: A002  # neuroglia names it so
        """Not for this job."""
        raise NotImplementedError

    async def get_many_async(self, worker_ids: Iterable[str]) -> list[CMLWorker]:
        """Not for this job."""
        raise NotImplementedError

    async def _do_add_async(self, entity: CMLWorker) -> CMLWorker:
        raise NotImplementedError

    async def _do_update_async(self, entity: CMLWorker) -> CMLWorker:
        raise NotImplementedError

    async def _do_remove_async(self, id: str) -> None:  # noqa: A002  # neuroglia names it so
        raise NotImplementedError


class FakeWorkerMetricsService(WorkerMetricsService):
    """Reads that the first worker has become known, and nothing of the others."""

    def __init__(self) -> None:
        self.refresh = FleetRefresh(threshold=TelemetryThreshold(percent_points=1), read_at=NOON, ec2_absent={"w2"})
        self.sources: Collection[MetricsSource] = ()

    async def refresh_async(
        self,
        workers: Sequence[CMLWorker],
        sources: Collection[MetricsSource],
        save: Save,
        *,
        urgent: bool = False,
        thorough: bool = False,
        recorded: bool = True,
    ) -> FleetRefresh:
        """Change the first worker."""
        self.sources = sources
        workers[0].import_instance(AwsScope("default", "eu-west-1"), INSTANCE)
        self.refresh.workers |= {worker.aggregate_id: worker for worker in workers}
        await save(self.refresh)
        return self.refresh


INSTANCE = EC2InstanceReading(
    instance_id="i-0123456789abcdef0",
    name="w0",
    status=WorkerStatus.RUNNING,
    status_reason="",
    instance_type="m5.metal",
    ami_id="ami-1",
    ami_name=None,
    private_ip=None,
    public_ip=None,
    launch_time=NOON,
    taken_at=NOON,
)


def fleet() -> list[CMLWorker]:
    """Three workers without pending events."""
    return [CMLWorker.unborn(f"w{number}") for number in range(3)]


async def test_fleet_is_read_and_committed_once() -> None:
    """All active workers are read from all sources and committed together, with the heartbeats."""
    workers = fleet()
    repository, metrics = FakeWorkers(overtaken=[]), FakeWorkerMetricsService()
    job = WorkerMetricsCollectionJob(FakeActiveWorkers(workers), repository, metrics, FakeClock())
    result = await job.run_every(new_run())
    assert set(metrics.sources) == set(METRICS_SOURCES)
    assert repository.committed == [(workers, metrics.refresh.apply_to, [])]
    assert result == WorkerCollectionResult(worker_count=3, workers_updated=1, errors_count=1)


async def test_result_warns_when_workers_were_overtaken_twice() -> None:
    """What could not be saved is named."""
    active, repository = FakeActiveWorkers(fleet()), FakeWorkers(overtaken=["w0"])
    job = WorkerMetricsCollectionJob(active, repository, FakeWorkerMetricsService(), FakeClock())
    result = await job.run_every(run := new_run())
    assert result.workers_updated == 0
    assert ExecutionWarning(message=OVERTAKEN, items=("w0",)) in run.warnings.records()


@pytest.mark.parametrize("monitoring", [True, False])
def test_job_follows_the_settings(monitoring: bool) -> None:
    """Its period and whether it runs are settings; it also runs at start."""
    job = WorkerMetricsCollectionJob.__job__
    assert isinstance(job, JobDeclaration)
    settings = Settings(worker_metrics_poll_interval_seconds=60, worker_monitoring_enabled=monitoring)
    assert (job.name, job.run_at_start) == ("worker-metrics-collection", True)
    assert job.schedule(LiveSettings(settings).now) == Schedule.every(60)
    assert job.is_enabled(settings) is monitoring
