"""ActedWorker: what people ask of a worker's instance, shown at once and corrected by what EC2 says."""

from datetime import datetime

from domain.errors import ConflictError
from domain.telemetry.metrics_source import OF_RUNNING_WORKERS, MetricsSource
from domain.worker import worker_events as events
from domain.worker.idle_worker import IDLE_DETECTION, IdleWorker
from domain.worker.reason_words import words_for
from domain.worker.worker_act import AskedAct, WorkerAct
from domain.worker.worker_status import WorkerStatus


class IllegalActError(ConflictError):
    """The instance is in a state from which this cannot be done."""

    code = "illegal_act"


class ActedWorker(IdleWorker):
    """The part of a worker that is its instance's state: as EC2 told it, or as it was asked to become."""

    def require_legal(self, act: WorkerAct) -> None:
        """Raise IllegalActError where the instance is in a state from which this cannot be done."""
        if self.state.removed:
            raise IllegalActError("the worker left the fleet")
        if not self.state.instance_id:
            raise IllegalActError("the worker has no instance yet")
        if not act.is_legal_from(self.state.status):
            status = self.state.status.replace("_", " ")
            raise IllegalActError(f"the worker is {status}: it cannot be made to {act}")

    def ask(self, act: WorkerAct, by: str, operation_id: str, at: datetime) -> None:
        """Show that this was asked for; IllegalActError. Asked again as part of the same operation, nothing changes."""
        asked = self.state.asked
        if asked and asked.operation_id == operation_id:
            return
        self.require_legal(act)
        self._require_countdown(by)
        before = self.state.status
        wanted = AskedAct(act=act, by=by, since=at, operation_id=operation_id, before=before)
        self._tell_status(act.shown_from(before), at, asked=wanted)

    def accept_act(self, operation_id: str, status: WorkerStatus, at: datetime) -> None:
        """EC2 took the order and shows this state."""
        asked = self.state.asked
        if asked is None or asked.operation_id != operation_id:
            return
        accepted = asked.accepted(at)
        self.tell_paused(accepted, at)
        self._tell_status(status, at, asked=accepted if accepted.goes_on_at(status, at) else None)
        self._follow_end(status, "", at)

    def refuse_act(self, operation_id: str, reason: str, at: datetime) -> None:
        """EC2 did not take the order: the worker is again what it was, for `reason`."""
        asked, status = self.state.asked, self.state.status
        if asked is None or asked.operation_id != operation_id:
            return
        back = asked.before if status is asked.act.shown_from(asked.before) else status
        self._tell_status(back, at, reason=reason, asked=None)

    def record_status(self, status: WorkerStatus, reason: str, at: datetime) -> None:
        """Take the state that EC2 shows."""
        asked = self.state.asked
        if asked and asked.overlooked_by(status, at):
            return
        left = asked if asked and asked.goes_on_at(status, at) else None
        if status is self.state.status and left == asked:
            return
        contradicted = asked is not None and left is None and status is not asked.act.goal
        self._tell_status(status, at, reason=reason, asked=left, contradicted=contradicted)
        self._follow_end(status, reason, at)

    def _require_countdown(self, by: str) -> None:
        """Activity wins, also one that was committed while its stop was being asked for."""
        if by == IDLE_DETECTION and self.state.idle.pause_at is None:
            raise IllegalActError("its countdown was called off")

    def _tell_status(
        self,
        status: WorkerStatus,
        at: datetime,
        *,
        asked: AskedAct | None,
        reason: str = "",
        contradicted: bool = False,
    ) -> None:
        old, old_service, known = self.state.status, self.state.service, self.state.asked
        self.raise_event(
            events.WorkerStatusChangedDomainEvent,
            at,
            old_status=old,
            new_status=status,
            status_reason=reason,
            expected=not contradicted and (status is old or old.may_become(status)),
            message=words_for(reason),
            asked=asked,
            ended=known if asked is None else None,
        )
        if status is old:
            return
        self._tell_service_follows(old_service, at)
        self.tell_resumed(known, at)
        if status is not WorkerStatus.RUNNING:
            for source in OF_RUNNING_WORKERS:
                self.record_recovery(source, at)

    def _follow_end(self, status: WorkerStatus, reason: str, at: datetime) -> None:
        if status is WorkerStatus.TERMINATED:
            self.record_recovery(MetricsSource.EC2, at)
            self.raise_event(events.WorkerTerminatedDomainEvent, at, status_reason=reason)
