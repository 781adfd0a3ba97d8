"""ArchivePlanLoader: loads a plan for who may see it, and saves what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from application.access.acting import acting_principal
from application.archive.unknown_destination_error import UnknownDestinationError
from application.job.schedule_check import check_schedule
from application.ports.archive_store import ArchiveStores
from domain.access.principal import Role
from domain.archive.archive_plan import ArchivePlan, ArchivePlanRepository
from domain.errors import ConflictError, NotFoundError, PreconditionFailedError


class ArchivePlanLoader:
    """An admin sees all plans, everybody else his own: the plan of another one is not there for him."""

    def __init__(self, plans: ArchivePlanRepository, stores: ArchiveStores) -> None:
        self._plans = plans
        self._stores = stores

    async def load_async(self, plan_id: str, expected_versions: Collection[int] | None = None) -> ArchivePlan:
        """NotFoundError; PreconditionFailedError where it is at another version than one of the expected."""
        plan = await self._plans.find_async(plan_id)
        if plan is None or not is_shown(plan):
            raise NotFoundError("there is no archive plan with this id")
        if expected_versions is not None and plan.version not in expected_versions:
            raise PreconditionFailedError(plan.version)
        return plan

    async def list_async(self) -> Sequence[ArchivePlan]:
        """All that are shown to who asks, oldest first."""
        return [plan for plan in await self._plans.list_async() if is_shown(plan)]

    async def save_async(self, plan: ArchivePlan) -> ArchivePlan:
        """ConflictError when somebody else changed it since it was loaded."""
        changed = replace(plan, version=plan.version + 1)
        if not await self._plans.replace_async(changed):
            raise ConflictError("somebody else changed this archive plan meanwhile; look again")
        return changed

    def check(self, plan: ArchivePlan) -> None:
        """UnknownDestinationError, or InvalidValuesError for a schedule that cannot be kept."""
        check_schedule(plan.schedule)
        if plan.destination and plan.destination not in self._stores.names:
            raise UnknownDestinationError("/destination")


def is_shown(plan: ArchivePlan) -> bool:
    """Whether the plan is there for who acts."""
    principal = acting_principal()
    return principal is not None and (principal.role >= Role.ADMIN or principal.id == plan.owner)
