"""What a run is told, and what it has to tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from application.clock import rfc3339


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One run of a job: the slot it belongs to (`scheduled_for`) and when it began (`started_at`), aware UTC."""

    job: str
    scheduled_for: datetime
    started_at: datetime

    @property
    def id(self) -> str:
        """`<job>@<slot time>`: the same for the same slot in every process."""
        return f"{self.job}@{rfc3339(self.scheduled_for)}"

    @property
    def lateness_seconds(self) -> float:
        """How long after its slot the run began; 0 where the wall clock was set back meanwhile."""
        return max(0.0, (self.started_at - self.scheduled_for).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """What a run did. `counts` are its figures by name (`worker_count`); `warnings` are sentences for people.

    An item that fails does not fail the run: it is counted, and a warning names it.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
