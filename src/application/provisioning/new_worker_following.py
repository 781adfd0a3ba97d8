"""NewWorkerFollowing: looks until a new worker's instance runs and its controller answers."""

from application.clock import Clock
from application.cml.cml_hosts import CMLHosts
from application.operation.operation_work import Report
from application.telemetry.fleet_refresh import FleetRefresh
from application.telemetry.worker_metrics_service import WorkerMetricsService
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.reason_words import words_for
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

START, BOOT = "start", "boot"
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 15.0
PAUSE_GROWTH = 1.3
USABLE_AFTER_SECONDS = 3_600.0
"""A bare metal instance may take half an hour to start, and CML some minutes more to set itself up."""
NOT_THERE_YET = (ServiceStatus.UNKNOWN, ServiceStatus.UNAVAILABLE, ServiceStatus.STARTING)


class NewWorkerFollowing:
    """Reads it as the scheduled refresh does, so that everybody sees how far it is.

    A controller that wants other credentials, or shows a certificate that nobody trusts yet, is reached all the same:
    the operation is done, and the worker says what is to be done about it.
    """

    def __init__(
        self, workers: CMLWorkerRepository, metrics: WorkerMetricsService, hosts: CMLHosts, clock: Clock
    ) -> None:
        self._workers = workers
        self._metrics = metrics
        self._hosts = hosts
        self._clock = clock

    async def follow_async(self, worker: CMLWorker, report: Report) -> None:
        """Report each step, and the end."""
        worker_id, pause = worker.aggregate_id, FIRST_PAUSE_SECONDS
        ends = self._clock.monotonic_seconds() + USABLE_AFTER_SECONDS
        while True:
            [worker] = await self._workers.get_many_async([worker_id])
            result = self._judge(worker)
            if result.outcome is TargetOutcome.WAITING and self._clock.monotonic_seconds() >= ends:
                result = _failed("not_usable", f"after an hour: {result.message}", result.step)
            await report({worker_id: result})
            if result.outcome is not TargetOutcome.WAITING:
                return
            await self._clock.wait_async(pause)
            pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
            await self._refresh(worker)

    def _judge(self, worker: CMLWorker) -> TargetResult:
        state = worker.state
        if not worker.in_fleet:
            return _failed("gone", "the worker left the fleet", START)
        if state.status in (WorkerStatus.PENDING, WorkerStatus.UNKNOWN):
            return _waiting(START, "EC2 starts the instance")
        if state.status is not WorkerStatus.RUNNING:
            why = words_for(state.status_reason) or state.status_reason or "somebody else acted on it"
            return _failed(state.status.value, f"the instance is {state.status.replace('_', ' ')}: {why}", START)
        return self._judge_service(state)

    def _judge_service(self, state: CMLWorkerState) -> TargetResult:
        if not self._hosts.asks(state):
            return DONE
        if state.service.status in NOT_THERE_YET:
            return _waiting(BOOT, state.service.reason or "the controller has not been asked yet")
        return TargetResult(outcome=TargetOutcome.DONE, code=state.service.code, message=state.service.reason)

    async def _refresh(self, worker: CMLWorker) -> None:
        async def save(batch: FleetRefresh) -> None:
            await self._workers.update_many_async(list(batch.workers.values()), batch.apply_to)

        sources = (MetricsSource.EC2, MetricsSource.CML) if self._hosts.asks(worker.state) else (MetricsSource.EC2,)
        await self._metrics.refresh_async([worker], sources, save, urgent=True)


def _waiting(step: str, message: str) -> TargetResult:
    return TargetResult(outcome=TargetOutcome.WAITING, step=step, message=message)


def _failed(code: str, message: str, step: str | None) -> TargetResult:
    return TargetResult(outcome=TargetOutcome.FAILED, code=code, message=message, step=step)
