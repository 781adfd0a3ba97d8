"""CreateArchivePlanCommand: have something archived again and again."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_id
from application.archive.archive_plan_loader import ArchivePlanLoader
from application.clock import Clock
from application.ports.id_generator import IdGenerator
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import ArchivePlan, ArchivePlanRepository
from domain.job.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateArchivePlanCommand(Command[OperationResult[ArchivePlan]]):
    """It belongs to who creates it."""

    required_role: ClassVar[Role] = Role.OPERATOR

    name: str
    what: tuple[ArchiveKind, ...]
    window_days: int
    format: ArchiveFormat
    destination: str
    schedule: Schedule
    prune: bool
    active: bool


class CreateArchivePlanCommandHandler(CommandHandler[CreateArchivePlanCommand, OperationResult[ArchivePlan]]):
    """It runs for the first time when its schedule is next due."""

    def __init__(self, plans: ArchivePlanRepository, loader: ArchivePlanLoader, ids: IdGenerator, clock: Clock) -> None:
        self._plans = plans
        self._loader = loader
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: CreateArchivePlanCommand) -> OperationResult[ArchivePlan]:
        """InvalidRequestError for a destination or schedule that is none."""
        now = self._clock.now()
        plan = ArchivePlan(
            id=self._ids.new_id(),
            name=request.name,
            owner=acting_id(),
            what=request.what,
            window_days=request.window_days,
            format=request.format,
            destination=request.destination,
            schedule=request.schedule,
            prune=request.prune,
            active=request.active,
            created_at=now,
            counted_from=now,
        )
        self._loader.check(plan)
        await self._plans.add_async(plan)
        return self.created(plan)
