"""TelemetryArchiveJob: archives the days it is told to, yesterday unless it is told."""

from functools import partial

from application.archive.archive_order import ArchiveOrder, check_order, order_from
from application.archive.archive_params import ArchiveParams
from application.archive.archiving import ArchiveTask, Archiving
from application.archive.telemetry_archive_result import TelemetryArchiveResult
from application.clock import Clock
from application.job.background_job import RecurrentBackgroundJob
from application.job.backgroundjob import backgroundjob
from application.job.job_declaration import Overlap
from application.job.job_run import JobRun
from application.ports.archive_store import ArchiveStores
from domain.errors import InvalidRequestError, InvalidValuesError


@backgroundjob(
    task_type="recurrent",
    daily="23:59",
    params=ArchiveParams,
    check=check_order,
    enabled=lambda settings: bool(settings.archive_destinations),
    timeout_seconds=6 * 3600.0,
    max_attempts=3,
    retry_seconds=60.0,
    overlap=Overlap.ALLOW,  # runs take turns at a destination
)
class TelemetryArchiveJob(RecurrentBackgroundJob):
    """Write telemetry and events of past days into files, check them, and prune the database where that is asked."""

    def __init__(self, archiving: Archiving, stores: ArchiveStores, clock: Clock) -> None:
        self._archiving = archiving
        self._stores = stores
        self._clock = clock

    async def run_every(self, run: JobRun) -> TelemetryArchiveResult:
        """Archive; InvalidRequestError for params that make no sense today."""
        task = ArchiveTask(self._order(run), run.id, partial(_tell_async, run))
        summary = await self._archiving.archive_async(task)
        for warning in summary.warnings:
            run.warn(warning)
        return summary.result

    def _order(self, run: JobRun) -> ArchiveOrder:
        try:
            return order_from(run.params_as(ArchiveParams), self._clock.now().date(), self._stores.names)
        except InvalidValuesError as error:
            sentences = "; ".join(f"{pointer.rpartition('/')[2]}: {sentence}" for pointer, sentence in error.faults)
            raise InvalidRequestError(sentences, code=error.code) from error


async def _tell_async(run: JobRun, done: int, total: int, text: str) -> None:
    await run.progress_async(done, total, text)
