"""StartLabsWork: starts labs."""

from collections.abc import Collection
from typing import ClassVar

from application.lab.lab_work import OneActWork, Step
from application.ports.cml_client import CMLHost
from domain.cml.lab_state import LabState
from domain.operation.operation import Operation
from domain.operation.target_result import TargetResult


class StartLabsWork(OneActWork):
    """Starting one that runs starts those of its nodes that do not. `on_cordoned`: also on a cordoned worker."""

    command: ClassVar[str] = "labs.start"

    async def act_async(self, operation: Operation, host: CMLHost, target: str, step: Step) -> TargetResult:
        """Start it, unless the worker was cordoned meanwhile: WorkerCordonedError."""
        self.require_open(operation, host)
        return await super().act_async(operation, host, target, step)

    async def order_async(self, host: CMLHost, lab_id: str) -> Collection[LabState]:
        """Start it."""
        await self.client.start_lab_async(host, lab_id)
        return {LabState.STARTED}
