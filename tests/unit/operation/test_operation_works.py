"""The works of operations are found among the classes of the service."""

from collections.abc import Mapping
from typing import ClassVar

import pytest

from application.errors import StartupError
from application.operation.operation_work import OperationWork, Report, works_among
from domain.operation.operation import Operation


class Work(OperationWork):
    """Does something."""

    command: ClassVar[str] = "workers.think"

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Do it."""
        await report(dict[str, object]())  # type: ignore[arg-type]  # nobody looks


class Other(Work):
    """Does the same."""


def test_works_are_found_by_their_command() -> None:
    """Whatever else is among the classes."""
    found: Mapping[str, type[OperationWork]] = works_among([int, Work]).by_command
    assert found == {"workers.think": Work}


def test_start_is_refused_when_two_carry_out_one_command() -> None:
    """Nobody could say which of them would."""
    with pytest.raises(StartupError, match=r"Work and Other both carry out workers\.think"):
        works_among([Work, Other])
