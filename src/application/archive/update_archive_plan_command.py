"""UpdateArchivePlanCommand: change a plan, switch it off or on again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.archive.archive_plan_loader import ArchivePlanLoader
from application.clock import Clock
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import ArchivePlan
from domain.job.schedule import Schedule

CHANGEABLE = ("name", "what", "window_days", "format", "destination", "schedule", "prune", "active")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateArchivePlanCommand(Command[OperationResult[ArchivePlan]]):
    """None leaves as it is. `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    plan_id: str
    name: str | None = None
    what: tuple[ArchiveKind, ...] | None = None
    window_days: int | None = None
    format: ArchiveFormat | None = None
    destination: str | None = None
    schedule: Schedule | None = None
    prune: bool | None = None
    active: bool | None = None
    expected_versions: Collection[int] | None = None


class UpdateArchivePlanCommandHandler(CommandHandler[UpdateArchivePlanCommand, OperationResult[ArchivePlan]]):
    """What was due while it was off, or by the schedule before, is not made up for."""

    def __init__(self, loader: ArchivePlanLoader, clock: Clock) -> None:
        self._loader = loader
        self._clock = clock

    async def handle_async(self, request: UpdateArchivePlanCommand) -> OperationResult[ArchivePlan]:
        """NotFoundError, PreconditionFailedError, InvalidRequestError, ConflictError."""
        plan = await self._loader.load_async(request.plan_id, request.expected_versions)
        changed = _changed(plan, request, self._clock.now())
        self._loader.check(changed)
        return self.ok(await self._loader.save_async(changed))


def _changed(plan: ArchivePlan, request: UpdateArchivePlanCommand, now: datetime) -> ArchivePlan:
    given = {name: value for name in CHANGEABLE if (value := getattr(request, name)) is not None}
    changed = replace(plan, **given)
    counts_anew = changed.schedule != plan.schedule or (changed.active and not plan.active)
    return replace(changed, counted_from=now) if counts_anew else changed
