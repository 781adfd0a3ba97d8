"""Reads the labs of the running workers of one scope, each from its own controller."""

import asyncio
from collections.abc import Sequence

import structlog

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.faults import result_or_error
from application.ports.cml_client import CMLClient
from application.ports.cml_errors import CMLUnreachableError
from application.task_group import task_group
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.lab_changes import LabChanges
from application.telemetry.lab_markers import LabMarkers
from application.telemetry.source_reader import SourceReader
from domain.cml.lab_reading import CMLLabsReading
from domain.errors import SourceUnavailableError
from domain.telemetry.metrics_source import MetricsSource
from domain.telemetry.source_failure import SourceFailure
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus

HOSTS_AT_ONCE = 100

log = structlog.get_logger(__name__)


class LabsReader(SourceReader):
    """A controller that does not answer is a failure of its worker and of nobody else."""

    source = MetricsSource.LABS

    def __init__(
        self, client: CMLClient, hosts: CMLHosts, changes: LabChanges, markers: LabMarkers, clock: Clock
    ) -> None:
        super().__init__(clock)
        self._client = client
        self._hosts = hosts
        self._changes = changes
        self._markers = markers

    def asks_about(self, worker: CMLWorker) -> bool:
        """Only of running ones: nobody else is there to be asked."""
        return worker.state.status is WorkerStatus.RUNNING

    def retry_refused(self, scope: AwsScope) -> None:
        """Nothing is held back per scope: the client leaves single controllers alone."""

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], refresh: FleetRefresh) -> int:  # noqa: ARG002  # each worker has a host of its own
        """Note the labs of each worker that changed."""
        turn = asyncio.Semaphore(HOSTS_AT_ONCE)
        async with task_group() as tasks:
            readings = [tasks.create_task(self._read(worker, refresh, turn)) for worker in workers]
        return sum(reading.result() for reading in readings)

    async def _read(self, worker: CMLWorker, refresh: FleetRefresh, turn: asyncio.Semaphore) -> int:
        async with turn:
            outcome = await result_or_error(self._ask(worker))
        if isinstance(outcome, CMLLabsReading):
            refresh.labs[worker.aggregate_id] = self._changes.of_reading(worker.state, outcome)
            return 0
        refresh.fail([worker], self._failure_of(worker, outcome))
        return 1

    async def _ask(self, worker: CMLWorker) -> CMLLabsReading:
        host = self._hosts.host_of(worker.state)
        if host is None:
            raise CMLUnreachableError("the address of the worker's controller is not known")
        return await self._client.read_labs_async(host, self._markers.known(worker.aggregate_id))

    def _failure_of(self, worker: CMLWorker, error: Exception) -> SourceFailure:
        if isinstance(error, SourceUnavailableError):
            return self._failure(error.code, str(error), error.retry_after_seconds)
        log.error("labs_reading_failed", worker_id=worker.aggregate_id, exc_info=error)
        return self._failure("internal", "an unexpected fault of the service itself; see its log")
