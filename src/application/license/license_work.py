"""LicenseWork: what the works on licences have in common."""

from abc import abstractmethod
from typing import ClassVar

import structlog

from application.clock import Clock
from application.lab.lab_places import LabPlaces
from application.lab.lab_work import OF_THE_CONTROLLER
from application.license.license_acts import LicenseActs
from application.license.license_errors import LicenseBusyError, LicenseUnsettledError
from application.license.license_task import LicenseTask, Note
from application.operation.operation_work import OperationWork, Report
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.source_errors import SourceUnreachableError
from domain.cml.cml_health_reading import CMLHealthReading
from domain.cml.licensing_reading import LicensingReading
from domain.errors import DomainError, NotFoundError
from domain.operation.operation import Operation
from domain.operation.target_result import TargetOutcome, TargetResult
from domain.worker.cml_worker import CMLWorker
from domain.worker.license_act import LicenseAct, LicenseActKind

LOOK_AGAIN_SECONDS = 2.0
SETTLED_AFTER_SECONDS = 300.0

log = structlog.get_logger(__name__)


class LicenseWork(OperationWork):
    """Looks at the controller, asks it where that was not done before, and follows what Cisco says until it settles.

    Who is begun again after a kill finds on the worker when the controller had last tried before it was asked: where
    it has tried since, it is not asked again.
    """

    kind: ClassVar[LicenseActKind]

    def __init__(self, client: CMLClient, places: LabPlaces, acts: LicenseActs, clock: Clock) -> None:
        self.client = client
        self._places = places
        self._acts = acts
        self._clock = clock

    @abstractmethod
    async def order_async(self, task: LicenseTask, reading: LicensingReading) -> Note | None:
        """Order it unless it was ordered before; what there is to note of that, None = nothing is left to be done.

        Raises what the controller refuses.
        """

    @abstractmethod
    async def is_settled_async(self, task: LicenseTask, reading: LicensingReading) -> bool:
        """Whether it is done; LicenseRefusedError where Cisco has refused it."""

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Do it to the workers that wait, one after the other."""
        for worker_id in operation.waiting:
            await report({worker_id: await self._result(operation, worker_id, report)})

    async def _result(self, operation: Operation, worker_id: str, report: Report) -> TargetResult:
        try:
            act = await self._acts.begin_async(worker_id, self.kind, operation)
        except (LicenseBusyError, NotFoundError) as error:
            return TargetResult(outcome=TargetOutcome.FAILED, code=error.code, message=str(error))
        if not act.in_progress:
            return _result_of(act)
        task = LicenseTask(
            operation=operation, worker_id=worker_id, act=act, report=report, acts=self._acts, clock=self._clock
        )
        try:
            note = await self._carry_out(task)
        except OF_THE_CONTROLLER as error:
            return await self._end(task, failed=True, code=error.code, message=str(error))
        return await self._end(task, failed=False, code=note.code, message=note.message)

    async def _carry_out(self, task: LicenseTask) -> Note:
        task.host = self._places.host_of(task.worker_id)
        await self.prepare_async(task)
        reading = await self.client.read_licensing_async(task.host)
        note = await self.order_async(task, reading)
        if note is None:
            return Note("nothing_to_do", f"nothing had to be done: {reading.words}")
        await self._settle(task)
        return note

    async def prepare_async(self, task: LicenseTask) -> None:  # most need nothing
        """Get what is needed beside the controller."""

    async def _settle(self, task: LicenseTask) -> None:
        ends, words = self._clock.monotonic_seconds() + SETTLED_AFTER_SECONDS, "the controller cannot be reached"
        while self._clock.monotonic_seconds() < ends:
            reading = await self._read_if_there(task.host)
            if reading is not None:
                words = reading.words
                await task.settling_async(reading)
                if await self.is_settled_async(task, reading):
                    return
            await self._clock.wait_async(LOOK_AGAIN_SECONDS)
        raise LicenseUnsettledError(f"not settled after {SETTLED_AFTER_SECONDS:g} s: {words}")

    async def _read_if_there(self, host: CMLHost) -> LicensingReading | None:
        """A controller that is away for a moment has taken the order all the same."""
        try:
            return await self.client.read_licensing_async(host)
        except SourceUnreachableError as error:
            log.warning("license_not_read_while_it_settles", worker_id=host.worker_id, reason=str(error))
            return None

    async def _end(self, task: LicenseTask, *, failed: bool, code: str, message: str) -> TargetResult:
        """Put it on record with the licence as it is now, so that who waits for the operation finds that."""
        told, now = task.masked(message), self._clock.now()
        health = await self._health_if_there(task)

        def end(worker: CMLWorker) -> None:
            worker.end_license_act(task.operation.aggregate_id, failed=failed, code=code, message=told, at=now)
            if health is not None:
                worker.record_cml_health(health)

        await self._acts.change_async(task.worker_id, end)
        return _result(failed=failed, code=code, message=told, step=task.act.step)

    async def _health_if_there(self, task: LicenseTask) -> CMLHealthReading | None:
        try:
            return await self.client.read_health_async(self._places.host_of(task.worker_id))
        except DomainError as error:  # the next cycle reads it
            log.warning("license_not_read_after_acting", worker_id=task.worker_id, reason=str(error))
            return None


def _result_of(act: LicenseAct) -> TargetResult:
    """What came of an act that had ended before its operation was told."""
    return _result(failed=act.failed, code=act.code, message=act.message, step=act.step)


def _result(*, failed: bool, code: str, message: str, step: str) -> TargetResult:
    outcome = TargetOutcome.FAILED if failed else TargetOutcome.DONE
    return TargetResult(
        outcome=outcome, code=code or None, message=message or None, step=(step or None) if failed else None
    )
