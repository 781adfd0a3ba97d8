"""StopLabsWork: stops labs."""

from collections.abc import Collection
from typing import ClassVar

from application.lab.lab_work import OneActWork
from application.ports.cml_client import CMLHost
from domain.cml.lab_state import LabState


class StopLabsWork(OneActWork):
    """Stopping one that is stopped changes nothing."""

    command: ClassVar[str] = "labs.stop"

    async def order_async(self, host: CMLHost, lab_id: str) -> Collection[LabState]:
        """Stop it."""
        await self.client.stop_lab_async(host, lab_id)
        return set(LabState) - {LabState.STARTED}
