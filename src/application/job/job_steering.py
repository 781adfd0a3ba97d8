"""JobSteering: what whoever acts may see and steer of jobs."""

from application.access.acting import acting_id, acting_principal
from application.job.job_plan import JobPlan, JobPlans
from application.ports.job_executions import JobExecutions
from domain.access.principal import Role
from domain.errors import NotFoundError, PermissionDeniedError
from domain.job.job_execution import JobExecution


def seen_by() -> str | None:
    """Whose one-offs are shown to who acts: his own; None for an admin, who is shown all. See ExecutionFilter."""
    return None if _role() >= Role.ADMIN else acting_id()


class JobSteering:
    """A job says which role steers it. Runs of the schedule are everybody's; those of a person are his own.

    A one-off of somebody else that waits is hidden from who is no admin.
    """

    def __init__(self, plans: JobPlans, executions: JobExecutions) -> None:
        self._plans = plans
        self._executions = executions

    async def plan_async(self, job_id: str) -> JobPlan:
        """Return the plan of a job to steer; NotFoundError, PermissionDeniedError."""
        plan = await self._plans.get_async(job_id)
        self.require(job_id)
        return plan

    def require(self, job_id: str) -> None:
        """PermissionDeniedError where who acts may not steer the job."""
        job = self._plans.declared(job_id)
        if job is not None and _role() < job.steered_by:
            raise PermissionDeniedError(f"this job is steered by the role {job.steered_by.name.lower()}")

    async def execution_async(self, execution_id: str) -> JobExecution:
        """Return a run that who acts may see; NotFoundError for all others."""
        execution = await self._executions.find_async(execution_id)
        if execution is None or (execution.is_waiting_one_off and seen_by() not in (None, execution.owner)):
            raise NotFoundError("there is no run with this id, or none any more")
        return execution

    async def steered_async(self, execution_id: str) -> JobExecution:
        """Return a run that who acts may stop or hold up; NotFoundError, PermissionDeniedError."""
        execution = await self.execution_async(execution_id)
        self.require(execution.job)
        if execution.owner and seen_by() not in (None, execution.owner):
            raise PermissionDeniedError("somebody else asked for this run; its owner and admins may steer it")
        return execution


def _role() -> Role:
    principal = acting_principal()
    return principal.role if principal else Role.VIEWER
