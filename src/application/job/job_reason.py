"""JobReason: one sentence, and the record that proves it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from application.clock import rfc3339
from application.job.execution_dto import brief
from domain.job.job_execution import JobExecution


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReason:
    """`code` is a word for it; `kind` says what the `record` is of: execution, configuration, lease or schedule."""

    code: str
    sentence: str
    kind: str
    record: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_run(cls, code: str, sentence: str, run: JobExecution) -> "JobReason":
        """Return one that a run proves."""
        return cls(code=code, sentence=sentence, kind="execution", record=brief(run))


def at(moment: datetime | None) -> str:
    """A time in a sentence."""
    return rfc3339(moment) if moment else "no time"
