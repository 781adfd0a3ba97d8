"""What became of one target of an operation."""

from dataclasses import dataclass
from enum import StrEnum


class TargetOutcome(StrEnum):
    """WAITING until its turn has come; then it was DONE, or it FAILED."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """The outcome; `code` and `message` say why a target failed.

    `step` names what is being done to a target that waits, or was when it failed; `made` is the id of what came of it.
    """

    outcome: TargetOutcome
    code: str | None = None
    message: str | None = None
    step: str | None = None
    made: str | None = None


WAITING = TargetResult(outcome=TargetOutcome.WAITING)
DONE = TargetResult(outcome=TargetOutcome.DONE)
