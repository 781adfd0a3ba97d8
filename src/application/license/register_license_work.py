"""RegisterLicenseWork: registers a controller with Cisco Smart Licensing."""

from typing import ClassVar

from application.clock import Clock
from application.lab.lab_places import LabPlaces
from application.license.license_acts import LicenseActs
from application.license.license_errors import LicenseRefusedError
from application.license.license_task import NOTHING_TO_NOTE, LicenseTask, Note
from application.license.license_tokens import LicenseTokens
from application.license.license_work import LicenseWork
from application.operation.operation_work import Report
from application.ports.cml_client import CMLClient
from domain.cml.licensing_reading import LicensingReading
from domain.operation.operation import Operation
from domain.worker.license_act import LicenseActKind


class RegisterLicenseWork(LicenseWork):
    """`token` is the token's id, `reregister` whether to do it although there is a registration."""

    command: ClassVar[str] = "license.register"
    kind: ClassVar[LicenseActKind] = LicenseActKind.REGISTRATION

    def __init__(
        self, client: CMLClient, places: LabPlaces, acts: LicenseActs, tokens: LicenseTokens, clock: Clock
    ) -> None:
        super().__init__(client, places, acts, clock)
        self._tokens = tokens

    async def run_async(self, operation: Operation, report: Report) -> None:
        """Register; then nobody needs the token any more."""
        await super().run_async(operation, report)
        await self._tokens.remove_async(operation.state.parameters["token"])

    async def prepare_async(self, task: LicenseTask) -> None:
        """Open the token."""
        task.secret = await self._tokens.open_async(task.operation.state.parameters["token"])

    async def order_async(self, task: LicenseTask, reading: LicensingReading) -> Note | None:
        """Register, unless Cisco knows the controller already or is being asked."""
        again = bool(task.operation.state.parameters["reregister"])
        if _was_ordered(task, reading):
            return NOTHING_TO_NOTE
        if reading.is_registered and not again:
            return None
        await task.asking_async(reading)
        await self.client.register_license_async(task.host, task.secret, again=again)
        return NOTHING_TO_NOTE

    async def is_settled_async(self, task: LicenseTask, reading: LicensingReading) -> bool:
        """Registered and authorized; LicenseRefusedError with what Cisco says to this attempt, not to one before."""
        attempt = reading.registering
        is_new = attempt.may_be_since(task.act.attempted_before)
        if is_new and attempt.failed and not reading.goes_on:
            raise LicenseRefusedError(attempt.failure or f"CML does not say why: {reading.words}")
        return is_new and reading.is_registered and reading.is_authorized and not reading.goes_on


def _was_ordered(task: LicenseTask, reading: LicensingReading) -> bool:
    return task.asked and (reading.goes_on or reading.registering.is_other_than(task.act.attempted_before))
