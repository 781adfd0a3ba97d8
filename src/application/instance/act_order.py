"""ActOrder: what was asked of some workers, and what becomes of it."""

from dataclasses import dataclass

from domain.operation.operation import Operation
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.worker.cml_worker import CMLWorker
from domain.worker.reason_words import words_for
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_status import WorkerStatus

ASKED = "asked"
STEPS = frozenset({ASKED, *WorkerStatus})
"""The steps that a target goes through: asked, and then whatever state EC2 shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOrder:
    """`begun` are the targets that had their order before a kill, or may have had it."""

    act: WorkerAct
    by: str
    operation_id: str
    begun: frozenset[str]

    @classmethod
    def of(cls, operation: Operation, act: WorkerAct) -> "ActOrder":
        """The order of an operation."""
        state = operation.state
        return cls(
            act=act,
            by=state.requested_by,
            operation_id=state.id,
            begun=frozenset(target for target, result in state.results.items() if result.step in STEPS),
        )

    def is_done_before(self, worker: CMLWorker) -> bool:
        """Whether a kill came between the end of the act and its report."""
        return worker.aggregate_id in self.begun and worker.state.status is self.act.goal

    def judge(self, worker: CMLWorker) -> TargetResult:
        """Say how far it is: EC2 shows what was asked for, is on the way to it, or shows something else."""
        state = worker.state
        if state.asked and state.asked.operation_id == self.operation_id:
            return TargetResult(outcome=TargetOutcome.WAITING, step=state.status.value)
        if state.status is self.act.goal:
            return DONE
        why = words_for(state.status_reason) or "somebody else acted on it, or it did not do as it was told"
        return failed("contradicted", f"EC2 shows it as {state.status.replace('_', ' ')}: {why}", self.act.way.value)


def at(step: str, message: str | None = None) -> TargetResult:
    """Say at which step a target is."""
    return TargetResult(outcome=TargetOutcome.WAITING, message=message, step=step)


def failed(code: str, message: str, step: str | None = None) -> TargetResult:
    """Say why a target could not be done."""
    return TargetResult(outcome=TargetOutcome.FAILED, code=code, message=message, step=step)
