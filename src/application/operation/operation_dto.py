"""An operation as every interface shows it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from domain.operation.operation_state import OperationState, OperationStatus
from domain.operation.target_result import TargetOutcome


class TargetDto(BaseModel):
    """What became of one target; `code` and `message` say why it failed, or what of it could not be done.

    `step` names what is being done to it while it waits; `made` is the id of what came of it, such as an imported lab.
    """

    id: str
    outcome: TargetOutcome
    code: str | None
    message: str | None
    step: str | None
    made: str | None


class OperationFailureDto(BaseModel):
    """Why an operation cannot go on."""

    code: str
    message: str


class OperationDto(BaseModel):
    """One operation. `done`, `failed` and `waiting` count its targets."""

    id: str
    command: str
    requested_by: str
    status: OperationStatus
    done: int
    failed: int
    waiting: int
    targets: Sequence[TargetDto]
    failure: OperationFailureDto | None
    started_at: datetime
    finished_at: datetime | None
    version: int

    @classmethod
    def of(cls, state: OperationState) -> "OperationDto":
        """Show an operation's state."""
        return cls(
            id=state.id,
            command=state.command,
            requested_by=state.requested_by,
            status=state.status,
            done=state.count(TargetOutcome.DONE),
            failed=state.count(TargetOutcome.FAILED),
            waiting=state.count(TargetOutcome.WAITING),
            targets=[
                TargetDto(
                    id=target,
                    outcome=result.outcome,
                    code=result.code,
                    message=result.message,
                    step=result.step,
                    made=result.made,
                )
                for target, result in state.results.items()
            ],
            failure=state.failure and OperationFailureDto(code=state.failure.code, message=state.failure.message),
            started_at=state.created_at,
            finished_at=state.finished_at,
            version=state.state_version,
        )
