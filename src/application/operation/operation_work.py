"""OperationWork: what is done for an operation of one kind."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from application.errors import StartupError
from application.heirs import heirs_of
from domain.operation.operation import Operation
from domain.operation.target_result import TargetResult

Report = Callable[[Mapping[str, TargetResult]], Awaitable[None]]


class OperationWork(ABC):
    """Carries out the operations whose `command` it states.

    A process may be killed at any point: the work is then begun again, elsewhere, with the targets that wait. What it
    does to a target must therefore bear being done twice.
    """

    command: ClassVar[str]

    @abstractmethod
    async def run_async(self, operation: Operation, report: Report) -> None:
        """Do what was asked to the targets that wait, and `report` what became of them as it becomes known.

        SourceUnavailableError = to be begun again later; any other error of the domain ends the operation.
        """

    async def give_up_async(self, operation: Operation) -> None:  # noqa: B027  # most have nothing to tidy up
        """Hear that it was begun again too often and is ended now: nothing else is done about its targets."""


@dataclass(frozen=True, slots=True)
class OperationWorks:
    """The works of the service, by the command they carry out."""

    by_command: Mapping[str, type[OperationWork]]


def works_among(classes: Iterable[type]) -> OperationWorks:
    """Find the works among `classes`; StartupError where two carry out the same command."""
    found: dict[str, type[OperationWork]] = {}
    for work in heirs_of(OperationWork, classes):
        if other := found.get(work.command):
            raise StartupError(f"{other.__name__} and {work.__name__} both carry out {work.command}")
        found[work.command] = work
    return OperationWorks(found)
