"""Whether the jobs run in time, and whether anybody keeps their schedules."""

from typing import ClassVar

from application.clock import Clock, rfc3339
from application.health_check import Health
from application.job.job_clock import LEASE
from application.job.job_plan import JobPlans
from application.job.job_standings import JobStanding, JobStandings
from application.ports.leases import Lease, Leases
from application.settings import Settings
from domain.errors import SourceUnavailableError


class JobHealth:
    """A late job is no reason to send this process no requests: it is told, and alerted on by /metrics."""

    health_name: ClassVar[str] = "jobs"
    is_essential: ClassVar[bool] = False

    def __init__(
        self, plans: JobPlans, standings: JobStandings, leases: Leases, clock: Clock, settings: Settings
    ) -> None:
        self._plans = plans
        self._standings = standings
        self._leases = leases
        self._clock = clock
        self._begins_at_seconds = clock.monotonic_seconds() + settings.scheduler_lease_seconds

    async def health_async(self) -> Health:
        """Say which are overdue, when each succeeded last, and who keeps the schedules."""
        try:
            return await self._look_async()
        except SourceUnavailableError as error:
            return Health(str(error))

    async def _look_async(self) -> Health:
        lease = await self._leases.find_async(LEASE)
        standings = await self._standings.refresh_when_old_async(await self._plans.recent_async())
        overdue = [name for name, standing in standings.items() if standing.overdue]
        troubles = [
            *([] if self._is_led(lease) else ["no process keeps the schedules"]),
            *([f"overdue: {', '.join(overdue)}"] if overdue else []),
        ]
        figures = {name: _figures(standing) for name, standing in standings.items()}
        return Health("; ".join(troubles), {"scheduler": _scheduler(lease), **figures})

    def _is_led(self, lease: Lease | None) -> bool:
        """Whether somebody leads, or this process is too young to say that nobody does."""
        if lease is not None and lease.seconds_left > 0:
            return True
        return self._clock.monotonic_seconds() < self._begins_at_seconds


def _figures(standing: JobStanding) -> dict[str, object]:
    succeeded = standing.last_success
    at = succeeded.finished_at if succeeded else None
    return {"last_success_at": rfc3339(at) if at else None, "overdue": standing.overdue, "failing": standing.failing}


def _scheduler(lease: Lease | None) -> dict[str, object]:
    if lease is None:
        return {"leader": None, "term": 0, "seconds_left": 0}
    return {"leader": lease.holder, "term": lease.term, "seconds_left": round(max(0.0, lease.seconds_left), 1)}
