"""RunArchivePlanCommand: carry out a plan now, whatever its schedule says."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.archive.archive_plan_loader import ArchivePlanLoader
from application.archive.archive_plan_runs import ArchivePlanRuns
from application.clock import Clock
from domain.access.principal import Role
from domain.job.job_execution import TriggerKind


@dataclass(frozen=True, slots=True)
class ArchivePlanRun:
    """The run of the job that carries it out."""

    execution_id: str


@dataclass(frozen=True, slots=True)
class RunArchivePlanCommand(Command[OperationResult[ArchivePlanRun]]):
    """Also one that is switched off."""

    required_role: ClassVar[Role] = Role.OPERATOR

    plan_id: str


class RunArchivePlanCommandHandler(CommandHandler[RunArchivePlanCommand, OperationResult[ArchivePlanRun]]):
    """Its next run by schedule stays where it is."""

    def __init__(self, loader: ArchivePlanLoader, runs: ArchivePlanRuns, clock: Clock) -> None:
        self._loader = loader
        self._runs = runs
        self._clock = clock

    async def handle_async(self, request: RunArchivePlanCommand) -> OperationResult[ArchivePlanRun]:
        """NotFoundError where there is none, or it is another one's."""
        plan = await self._loader.load_async(request.plan_id)
        execution_id = await self._runs.begin_async(plan, self._clock.now(), TriggerKind.PERSON)
        return self.accepted(ArchivePlanRun(execution_id))
