"""The seam between plans and the runs of the job that carries them out."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Protocol

from application.archive.archive_order import ArchiveParams
from domain.archive.archive_days import ArchiveDays
from domain.archive.archive_plan import ArchivePlan

JOB = "telemetry-archive"


class ArchivePlanRuns(Protocol):
    """Begins runs of the job."""

    async def begin_async(self, plan: ArchivePlan, slot: datetime, *, asked_by: str) -> str:
        """Have a plan carried out for a slot, "" for who asks where that is the schedule; return the run's id.

        The id of a slot is always the same: who begins it again begins nothing.
        """


def params_for(plan: ArchivePlan, today: date) -> dict[str, Any]:
    """What the run of a plan is told, as JSON values."""
    days = ArchiveDays.before(today, plan.window_days)
    params = ArchiveParams(
        start_date=days.first.isoformat(),
        end_date=days.last.isoformat(),
        what=tuple(kind.value for kind in plan.what),
        format=plan.format.value,
        destination=plan.destination,
        prune=plan.prune,
        plan_id=plan.id,
    )
    return {**asdict(params), "what": list(params.what)}
