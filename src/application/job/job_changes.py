"""JobChanges: changes how a job is run, for every command that does so."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from application.access.acting import acting_id
from application.clock import Clock
from application.job.job_announcements import JobAnnouncements
from application.job.job_dto import JobDetailsDto
from application.job.job_plan import JobPlan, JobPlans
from application.job.job_shown import JobShown
from application.job.job_steering import JobSteering
from domain.errors import ConflictError, PreconditionFailedError
from domain.job.job_configuration import JobConfiguration, JobConfigurations
from domain.job.job_events import JobConfiguredDomainEvent

Change = Callable[[JobPlan], JobConfiguration]
SETTINGS = ("enabled", "schedule", "params", "misfire_grace_seconds")


class JobChanges:
    """A change is in force in every process within two seconds: who keeps the schedules looks each second.

    One that changes nothing writes nothing. Who is overtaken tries once more.
    """

    def __init__(
        self,
        steering: JobSteering,
        plans: JobPlans,
        configurations: JobConfigurations,
        announcements: JobAnnouncements,
        shown: JobShown,
        clock: Clock,
    ) -> None:
        self._steering = steering
        self._plans = plans
        self._configurations = configurations
        self._announcements = announcements
        self._shown = shown
        self._clock = clock

    async def change_async(
        self, job_id: str, change: Change, expected_versions: Collection[int] | None = None
    ) -> JobDetailsDto:
        """Change one, and return it as it is then.

        `change` makes the configuration that is wanted of the plan as it is. NotFoundError, PermissionDeniedError,
        PreconditionFailedError for a version that is not expected, ConflictError when overtaken twice.
        """
        for _ in range(2):
            plan = await self._steering.plan_async(job_id)
            if expected_versions is not None and plan.configuration.version not in expected_versions:
                raise PreconditionFailedError(plan.configuration.version)
            changes = _differences(plan.configuration, wanted := change(plan))
            if not changes or await self._replace_async(plan, wanted, changes):
                return await self._shown.details_async(await self._plans.get_async(job_id))
        raise ConflictError("the job was changed by somebody else meanwhile, twice; ask again")

    async def _replace_async(self, plan: JobPlan, wanted: JobConfiguration, changes: dict[str, Any]) -> bool:
        now, by = self._clock.now(), acting_id()
        changed = replace(wanted, version=plan.configuration.version + 1, changed_at=now, changed_by=by)
        if "enabled" in changes:
            changed = replace(changed, switched_at=now, switched_by=by)
        if {"enabled", "schedule"} & changes.keys():
            changed = replace(changed, counted_from=now)
        if not await self._configurations.replace_async(changed):
            return False
        event = JobConfiguredDomainEvent(aggregate_id=plan.name, created_at=now, by=by, changes=changes)
        self._announcements.tell(event)
        return True


def _differences(before: JobConfiguration, after: JobConfiguration) -> dict[str, Any]:
    """Return what differs, as it is to be: JSON values."""
    values = {name: getattr(after, name) for name in SETTINGS if getattr(after, name) != getattr(before, name)}
    return {**values, "schedule": str(after.schedule)} if values.get("schedule") else values
