"""DeregisterLicenseWork: gives a controller's registration with Cisco Smart Licensing up."""

from typing import ClassVar

from application.license.license_task import NOTHING_TO_NOTE, LicenseTask, Note
from application.license.license_work import LicenseWork
from domain.cml.licensing_reading import LicensingReading
from domain.worker.license_act import LicenseActKind

NOT_TOLD = Note(
    "cisco_not_told",
    "Cisco Smart Licensing did not answer in time: it may count the controller until that is removed there",
)


class DeregisterLicenseWork(LicenseWork):
    """Looking at the controller tells all that there is to know after a kill."""

    command: ClassVar[str] = "license.deregister"
    kind: ClassVar[LicenseActKind] = LicenseActKind.DEREGISTRATION

    async def order_async(self, task: LicenseTask, reading: LicensingReading) -> Note | None:
        """Deregister, unless the controller is not registered."""
        if not reading.is_registered and not reading.goes_on:
            return NOTHING_TO_NOTE if task.asked else None
        await task.asking_async(reading)
        told = await self.client.deregister_license_async(task.host)
        return NOTHING_TO_NOTE if told else NOT_TOLD

    async def is_settled_async(self, task: LicenseTask, reading: LicensingReading) -> bool:  # noqa: ARG002  # one state
        """Not registered any more."""
        return not reading.is_registered and not reading.goes_on
