"""What happens to workers in tests of committing."""

from datetime import datetime

from application.telemetry.fleet_refresh import FleetRefresh
from domain.telemetry.cloudwatch_reading import CloudWatchReading
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.worker_telemetry import TelemetryThreshold
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess
from fakes.in_memory_projection import copy_of
from fakes.readings import EAST, cloudwatch_reading, instance_reading, status_reading, unborn_worker


def born(number: int = 1, scope: AwsScope = EAST) -> CMLWorker:
    """A worker with its import pending."""
    worker = unborn_worker(number, scope)
    worker.import_instance(scope, instance_reading(number))
    return worker


def stop(worker: CMLWorker, at: datetime = NOON) -> CMLWorker:
    """Let EC2 say that it has stopped."""
    worker.record_ec2(status_reading(WorkerStatus.STOPPED, checks=None, taken_at=at), None)
    return worker


def start(worker: CMLWorker) -> CMLWorker:
    """Let EC2 say that it runs."""
    worker.record_ec2(status_reading(checks=None), None)
    return worker


def tell_cloudwatch(
    worker: CMLWorker, reading: CloudWatchReading | None, at: datetime, threshold: TelemetryThreshold
) -> None:
    """Let CloudWatch be read, with this answer."""
    worker.record_recovery(MetricsSource.CLOUDWATCH, at)
    worker.record_figures(at, threshold, cloudwatch=reading)


def measure(worker: CMLWorker, cpu_percent: float) -> CMLWorker:
    """Let CloudWatch say how busy it is."""
    tell_cloudwatch(worker, cloudwatch_reading(cpu_percent=cpu_percent), NOON, TelemetryThreshold())
    return worker


def refresh_completed() -> FleetRefreshCompletedDomainEvent:
    """The heartbeat of a source."""
    outcome = ScopeOutcome(
        account=EAST.account,
        region=EAST.region,
        workers=1,
        failed=0,
        duration_seconds=1,
        attempted_at=NOON,
        as_of=NOON,
    )
    return FleetRefreshCompletedDomainEvent(
        aggregate_id="fleet", created_at=NOON, source=MetricsSource.EC2, scopes=[outcome]
    )


def copy(worker: CMLWorker) -> CMLWorker:
    """The same worker as somebody else has loaded it."""
    assert not worker.pending_events
    return CMLWorker.from_state(copy_of(worker.state))


async def committed(process: FakeProcess, number: int = 1) -> CMLWorker:
    """Import a worker."""
    worker = born(number)
    assert await process.commit_async(worker) == []
    return worker


async def as_if_saved(batch: FleetRefresh) -> None:
    """Let a refresh go on as after a commit."""
    for worker in batch.workers.values():
        worker.clear_pending_events()
