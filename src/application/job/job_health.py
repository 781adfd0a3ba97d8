"""Whether the jobs run in time."""

from typing import ClassVar

from application.clock import rfc3339
from application.health_check import Health
from application.job.job_outcomes import JobOutcomes


class JobHealth:
    """A late job is no reason to send this process no requests: it is told, and alerted on by /metrics."""

    health_name: ClassVar[str] = "jobs"
    is_essential: ClassVar[bool] = False

    def __init__(self, outcomes: JobOutcomes) -> None:
        self._outcomes = outcomes

    async def health_async(self) -> Health:
        """Say which are overdue, and when each succeeded last."""
        overdue = self._outcomes.overdue()
        succeeded_at = self._outcomes.succeeded_at
        figures = {
            name: {
                "last_success_at": rfc3339(succeeded_at[name]) if name in succeeded_at else None,
                "overdue": name in overdue,
            }
            for name in self._outcomes.names
        }
        return Health(f"overdue: {', '.join(overdue)}" if overdue else "", figures)
