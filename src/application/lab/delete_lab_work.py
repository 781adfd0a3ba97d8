"""DeleteLabWork: takes a lab from its controller for good."""

from typing import ClassVar

from application.lab.lab_errors import LabMustBeStoppedError, LabMustBeWipedError
from application.lab.lab_work import LabWork, Step, lab_id_of
from application.ports.cml_client import CMLHost
from application.ports.cml_errors import LabNotFoundError
from domain.cml.lab_state import LabState
from domain.operation.operation import Operation
from domain.operation.target_result import DONE, TargetResult

STOPPED = set(LabState) - {LabState.STARTED}
WIPED = {LabState.DEFINED_ON_CORE}


class DeleteLabWork(LabWork):
    """The parameter `stop_and_wipe` says whether what has to come before may be done too.

    Each step is taken only where the lab, as it is now, still needs it; one that is gone is deleted.
    """

    command: ClassVar[str] = "labs.delete"

    async def act_async(self, operation: Operation, host: CMLHost, target: str, step: Step) -> TargetResult:
        """Stop, wipe, delete."""
        try:
            await self._delete(host, lab_id_of(target), step, may_stop=operation.state.parameters["stop_and_wipe"])
        except LabNotFoundError:
            return DONE
        return DONE

    async def _delete(self, host: CMLHost, lab_id: str, step: Step, *, may_stop: bool) -> None:
        state = await self.client.read_lab_state_async(host, lab_id)
        if not may_stop:
            require_deletable(state)
        if state is LabState.STARTED:
            await step("stop")
            await self.client.stop_lab_async(host, lab_id)
            await self.until_async(host, lab_id, STOPPED)
        if state is not LabState.DEFINED_ON_CORE:
            await step("wipe")
            await self.client.wipe_lab_async(host, lab_id)
            await self.until_async(host, lab_id, WIPED)
        await step("delete")
        await self.client.delete_lab_async(host, lab_id)


def require_deletable(state: LabState) -> None:
    """Raise LabMustBeStoppedError or LabMustBeWipedError for a lab that its controller would not delete."""
    if state is LabState.STARTED:
        raise LabMustBeStoppedError
    if state is LabState.STOPPED:
        raise LabMustBeWipedError
