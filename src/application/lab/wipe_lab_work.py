"""WipeLabWork: lets nodes forget what they wrote."""

from collections.abc import Collection
from typing import ClassVar

from application.lab.lab_errors import LabMustBeStoppedError
from application.lab.lab_work import OneActWork
from application.ports.cml_client import CMLHost
from domain.cml.lab_state import LabState


class WipeLabWork(OneActWork):
    """Wiping one that is wiped changes nothing; one that runs is refused."""

    command: ClassVar[str] = "labs.wipe"

    async def order_async(self, host: CMLHost, lab_id: str) -> Collection[LabState]:
        """Wipe it."""
        if await self.client.read_lab_state_async(host, lab_id) is LabState.STARTED:
            raise LabMustBeStoppedError
        await self.client.wipe_lab_async(host, lab_id)
        return {LabState.DEFINED_ON_CORE}
