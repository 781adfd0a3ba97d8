"""LabWork: what the works on labs have in common."""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence

import structlog

from application.clock import Clock
from application.lab.lab_errors import LabBusyError
from application.lab.lab_places import LabPlaces
from application.lab.lab_sync import LabSync
from application.operation.operation_work import OperationWork, Report
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.source_errors import (
    SourceReplyInvalidError,
    SourceUnauthorizedError,
    SourceUnreachableError,
)
from application.task_group import task_group
from domain.cml.lab_state import LabState
from domain.errors import ConflictError, DomainError, InvalidRequestError, NotFoundError
from domain.operation.operation import Operation
from domain.operation.target_result import DONE, TargetOutcome, TargetResult

ON_CORDONED = "on_cordoned"
"""The parameter of operations that begin something new: whether a cordon does not count."""
WORKERS_AT_ONCE = 50
LOOK_AGAIN_SECONDS = 0.5
SETTLED_AFTER_SECONDS = 300.0

OF_THE_CONTROLLER = (
    SourceUnreachableError,
    SourceReplyInvalidError,
    SourceUnauthorizedError,
    NotFoundError,
    ConflictError,
    InvalidRequestError,
)
"""What concerns one target; whatever else is raised, such as that the database is away, concerns the operation."""

Step = Callable[[str], Awaitable[None]]

log = structlog.get_logger(__name__)


class LabWork(OperationWork):
    """Acts on the workers side by side, on the labs of each one after the other; then reads what came of it.

    Who is begun again after a kill looks at the lab as it is, not at what was noted before.
    """

    def __init__(self, client: CMLClient, places: LabPlaces, sync: LabSync, clock: Clock) -> None:
        self.client = client
        self.places = places
        self._sync = sync
        self._clock = clock

    @abstractmethod
    async def act_async(self, operation: Operation, host: CMLHost, target: str, step: Step) -> TargetResult:
        """Do it to one target, and tell each `step` before it is taken; raises what the controller refuses."""

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Do it to the targets that wait; one that fails does not keep the others from being done."""
        turn = asyncio.Semaphore(WORKERS_AT_ONCE)
        async with task_group() as tasks:
            for worker_id, targets in _by_worker(operation.waiting).items():
                tasks.create_task(self._on_worker(operation, worker_id, targets, report, turn))

    async def _on_worker(
        self, operation: Operation, worker_id: str, targets: Sequence[str], report: Report, turn: asyncio.Semaphore
    ) -> None:
        async with turn:
            results = {target: await self._result(operation, worker_id, target, report) for target in targets}
            await self._tell(worker_id, results.values())
            await report(results)

    async def _result(self, operation: Operation, worker_id: str, target: str, report: Report) -> TargetResult:
        current = operation.state.results[target].step

        async def step(name: str) -> None:
            nonlocal current
            current = name
            await report({target: TargetResult(outcome=TargetOutcome.WAITING, step=name)})

        try:
            return await self.act_async(operation, self.places.host_of(worker_id), target, step)
        except OF_THE_CONTROLLER as error:
            return TargetResult(outcome=TargetOutcome.FAILED, code=error.code, message=str(error), step=current)

    async def _tell(self, worker_id: str, results: Collection[TargetResult]) -> None:
        """Read the labs again, so that who waits for the operation finds them as they are now."""
        if all(result.outcome is TargetOutcome.FAILED for result in results):
            return
        try:
            await self._sync.sync_anew_async(worker_id)
        except DomainError as error:  # it was done all the same, and the next cycle tells it
            log.warning("labs_not_read_after_acting", worker_id=worker_id, code=error.code, reason=str(error))

    def require_open(self, operation: Operation, host: CMLHost) -> None:
        """Raise WorkerCordonedError where nobody is to begin anything new, unless the operation is to do so."""
        if not operation.state.parameters.get(ON_CORDONED):
            self.places.require_open(host.worker_id)

    async def until_async(self, host: CMLHost, lab_id: str, states: Collection[LabState]) -> None:
        """Wait until the lab is in one of these states; LabBusyError when that takes too long."""
        ends = self._clock.monotonic_seconds() + SETTLED_AFTER_SECONDS
        while (state := await self.client.read_lab_state_async(host, lab_id)) not in states:
            if self._clock.monotonic_seconds() >= ends:
                raise LabBusyError(f"the lab is still {state} after {SETTLED_AFTER_SECONDS:g} s; ask again later")
            await self._clock.wait_async(LOOK_AGAIN_SECONDS)


class OneActWork(LabWork):
    """Does one thing to each lab, and waits until the controller shows it."""

    @abstractmethod
    async def order_async(self, host: CMLHost, lab_id: str) -> Collection[LabState]:
        """Order it from the controller; return in which states it is done."""

    async def act_async(self, operation: Operation, host: CMLHost, target: str, step: Step) -> TargetResult:  # noqa: ARG002  # there is one step
        """Order it, and wait."""
        lab_id = lab_id_of(target)
        await self.until_async(host, lab_id, await self.order_async(host, lab_id))
        return DONE


def lab_id_of(target: str) -> str:
    """The lab's id on its controller."""
    return target.partition("/")[2]


def _by_worker(targets: Iterable[str]) -> dict[str, list[str]]:
    by_worker: dict[str, list[str]] = {}
    for target in targets:
        by_worker.setdefault(target.partition("/")[0], []).append(target)
    return by_worker
