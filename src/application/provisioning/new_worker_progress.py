"""NewWorkerProgress: how far a new worker is on its way to be used."""

from application.cml.cml_hosts import CMLHosts
from application.instance.act_order import at, failed
from application.instance.instance_acting import GONE
from domain.operation.target_result import DONE, TargetOutcome, TargetResult
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.reason_words import words_for
from domain.worker.worker_service import ServiceStatus
from domain.worker.worker_status import WorkerStatus

START, BOOT = "start", "boot"
NOT_THERE_YET = (ServiceStatus.UNKNOWN, ServiceStatus.UNAVAILABLE, ServiceStatus.STARTING)


class NewWorkerProgress:
    """It can be used when its instance runs and its controller, where controllers are asked, answers.

    A controller that wants other credentials, or shows a certificate that nobody trusts yet, is reached all the same:
    the operation is done, and the worker says what is to be done about it.
    """

    def __init__(self, hosts: CMLHosts) -> None:
        self._hosts = hosts

    def judge(self, worker: CMLWorker) -> TargetResult:
        """Say at which step it is, or how that ended."""
        state = worker.state
        if not worker.in_fleet:
            return GONE
        if state.status in (WorkerStatus.PENDING, WorkerStatus.UNKNOWN):
            return at(START, "EC2 starts the instance")
        if state.status is not WorkerStatus.RUNNING:
            why = words_for(state.status_reason) or state.status_reason or "somebody else acted on it"
            return failed(state.status.value, f"the instance is {state.status.replace('_', ' ')}: {why}", START)
        return self._judge_service(state)

    def _judge_service(self, state: CMLWorkerState) -> TargetResult:
        if not self._hosts.asks(state):
            return DONE
        if state.service.status in NOT_THERE_YET:
            return at(BOOT, state.service.reason or "the controller has not been asked yet")
        return TargetResult(outcome=TargetOutcome.DONE, code=state.service.code, message=state.service.reason)
