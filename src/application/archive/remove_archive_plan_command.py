"""RemoveArchivePlanCommand: have something archived no more."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.archive.archive_plan_loader import ArchivePlanLoader
from domain.access.principal import Role
from domain.archive.archive_plan import ArchivePlanRepository


@dataclass(frozen=True, slots=True)
class RemoveArchivePlanCommand(Command[OperationResult[None]]):
    """What it has archived stays. `expected_versions` None = whatever it is at."""

    required_role: ClassVar[Role] = Role.OPERATOR

    plan_id: str
    expected_versions: Collection[int] | None = None


class RemoveArchivePlanCommandHandler(CommandHandler[RemoveArchivePlanCommand, OperationResult[None]]):
    """One's own; an admin's are all."""

    def __init__(self, plans: ArchivePlanRepository, loader: ArchivePlanLoader) -> None:
        self._plans = plans
        self._loader = loader

    async def handle_async(self, request: RemoveArchivePlanCommand) -> OperationResult[None]:
        """NotFoundError, PreconditionFailedError."""
        plan = await self._loader.load_async(request.plan_id, request.expected_versions)
        await self._plans.remove_async(plan.id)
        return self.no_content()
