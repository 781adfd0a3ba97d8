"""StartLabsWork: starts labs."""

from collections.abc import Collection
from typing import ClassVar

from application.lab.lab_work import OneActWork
from application.ports.cml_client import CMLHost
from domain.cml.lab_state import LabState


class StartLabsWork(OneActWork):
    """Starting one that runs starts those of its nodes that do not."""

    command: ClassVar[str] = "labs.start"

    async def order_async(self, host: CMLHost, lab_id: str) -> Collection[LabState]:
        """Start it."""
        await self.client.start_lab_async(host, lab_id)
        return {LabState.STARTED}
