"""CMLHostReader: how a source is read that every worker has for itself, on its own controller."""

from abc import abstractmethod
from asyncio import Task, timeout, wait
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

import structlog

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.cml.host_turns import HostPool, HostTurns
from application.faults import result_or_error
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.cml_errors import CMLUnreachableError
from application.settings import Settings
from application.task_group import task_group
from application.telemetry.delivery import WORKERS_PER_PART, Delivery
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.source_reader import SourceReader
from application.turns import in_turns
from domain.errors import SourceUnavailableError
from domain.telemetry.source_failure import SourceFailure
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus

log = structlog.get_logger(__name__)

Reading = TypeVar("Reading")


class CMLHostReader(SourceReader, Generic[Reading]):
    """Asks the controller of each running worker, many at once, each under a deadline of its own.

    A subclass says what is asked (`ask_async`) and where in the refresh the answer goes (`note`). What goes wrong
    with one controller is a failure of its worker alone. Those that are late are handed on behind the others; who
    could not be read before is asked last.
    """

    def __init__(self, client: CMLClient, hosts: CMLHosts, turns: HostTurns, clock: Clock, settings: Settings) -> None:
        super().__init__(clock)
        self._client = client
        self._hosts = hosts
        self._turns = turns
        self._timeout_seconds = settings.cml_host_timeout_seconds
        self._straggler_seconds = settings.refresh_straggler_seconds

    @abstractmethod
    async def ask_async(self, host: CMLHost, refresh: FleetRefresh) -> Reading:
        """Make all calls about one controller; raises source errors."""

    @abstractmethod
    def note(self, worker: CMLWorker, reading: Reading, refresh: FleetRefresh) -> None:
        """Put into the refresh what was read of one worker."""

    def asks_about(self, worker: CMLWorker) -> bool:
        """Only of running ones: nobody else is there to be asked."""
        return worker.state.status is WorkerStatus.RUNNING and self._hosts.asks(worker.state)

    def retry_refused(self, scope: AwsScope) -> None:
        """Nothing is held back per scope: the client leaves single controllers alone, and is told for each."""

    async def gather_async(self, scope: AwsScope, workers: Sequence[CMLWorker], delivery: Delivery) -> None:  # noqa: ARG002  # each worker has a controller of its own
        """Note what each controller says.

        Sources that ask the same controllers queue for them side by side, so that workers become complete in between.
        """
        pool = HostPool(len(workers))
        async with task_group() as tasks:
            asking = [
                tasks.create_task(self._read(worker, delivery, pool))
                async for worker in in_turns(self._ordered(workers), WORKERS_PER_PART)
            ]
            await pool.settled.wait()
            await self._hand_over_early(asking, delivery)

    def _ordered(self, workers: Sequence[CMLWorker]) -> list[CMLWorker]:
        return sorted(workers, key=lambda worker: self.source in worker.state.failing)

    async def _hand_over_early(self, asking: Iterable[Task[None]], delivery: Delivery) -> None:
        """Keep nothing back for who is late, and hand on in between who was only somewhat so."""
        while late := [task for task in asking if not task.done()]:
            delivery.hand_over_read()
            delivery.expect_late_alone()
            await wait(late, timeout=self._straggler_seconds)

    async def _read(self, worker: CMLWorker, delivery: Delivery, pool: HostPool) -> None:
        async with self._turns.turn(pool):
            outcome = await result_or_error(self._ask(worker, delivery.refresh))
        if isinstance(outcome, Exception):
            delivery.refresh.fail([worker], self._failure_of(worker, outcome))
        else:
            self.note(worker, outcome, delivery.refresh)
        delivery.note_read(worker)

    async def _ask(self, worker: CMLWorker, refresh: FleetRefresh) -> Reading:
        host = self._hosts.host_of(worker.state)
        if host is None:
            raise CMLUnreachableError("the address of the worker's controller is not known")
        refresh.endpoints[worker.aggregate_id] = host.url
        if refresh.urgent:
            self._client.retry(host)
        try:
            async with timeout(self._timeout_seconds):
                return await self.ask_async(host, refresh)
        except TimeoutError as error:
            raise CMLUnreachableError(f"{host.url} takes longer than {self._timeout_seconds:g} s") from error

    def _failure_of(self, worker: CMLWorker, error: Exception) -> SourceFailure:
        if isinstance(error, SourceUnavailableError):
            return self._failure(error.code, str(error), error.retry_after_seconds)
        log.error("host_reading_failed", source=self.source.value, worker_id=worker.aggregate_id, exc_info=error)
        return self._failure("internal", "an unexpected fault of the service itself; see its log")
