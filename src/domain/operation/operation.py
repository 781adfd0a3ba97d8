"""Operation: something asked for that takes its time, seen while it happens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from domain.aggregate import FleetAggregate
from domain.operation import operation_events as events
from domain.operation.operation_state import OperationState
from domain.operation.target_result import TargetOutcome, TargetResult


class Operation(FleetAggregate[OperationState]):
    """Started by a command, carried out elsewhere. What is finished does not change any more."""

    @classmethod
    def start(
        cls,
        operation_id: str,
        at: datetime,
        *,
        command: str,
        requested_by: str,
        targets: Sequence[str],
        parameters: Mapping[str, Any],
    ) -> Self:
        """Begin one. `command` names what is done; `parameters` are JSON values that whoever does it needs."""
        operation = cls.from_state(OperationState(id=operation_id))
        operation.raise_event(
            events.OperationStartedDomainEvent,
            at,
            command=command,
            requested_by=requested_by,
            targets=list(targets),
            parameters=dict(parameters),
        )
        return operation

    @property
    def waiting(self) -> list[str]:
        """The targets that have not had their turn, in order."""
        results = self.state.results
        return [target for target, result in results.items() if result.outcome is TargetOutcome.WAITING]

    def progress(self, results: Mapping[str, TargetResult], at: datetime) -> None:
        """Note what became of some targets, or at which step they are; who had its turn keeps its first result."""
        waiting, known = set(self.waiting), self.state.results
        news = {target: result for target, result in results.items() if target in waiting and result != known[target]}
        if self.state.finished or not news:
            return
        total = len(self.state.results)
        self.raise_event(
            events.OperationProgressedDomainEvent,
            at,
            results=news,
            finished=total
            - len(waiting)
            + sum(result.outcome is not TargetOutcome.WAITING for result in news.values()),
            total=total,
        )

    def complete(self, at: datetime) -> None:
        """End it: every target has had its turn."""
        if self.state.finished:
            return
        self.raise_event(
            events.OperationCompletedDomainEvent,
            at,
            command=self.state.command,
            done=self.state.count(TargetOutcome.DONE),
            failed=self.state.count(TargetOutcome.FAILED),
            duration_seconds=self._seconds_until(at),
        )

    def fail(self, code: str, message: str, at: datetime) -> None:
        """End it: it cannot go on."""
        if self.state.finished:
            return
        self.raise_event(
            events.OperationFailedDomainEvent,
            at,
            command=self.state.command,
            code=code,
            message=message,
            duration_seconds=self._seconds_until(at),
        )

    def _seconds_until(self, at: datetime) -> float:
        return round((at - self.state.created_at).total_seconds(), 3)
