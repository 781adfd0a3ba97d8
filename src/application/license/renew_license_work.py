"""RenewLicenseWork: renews what Cisco Smart Licensing granted to a controller."""

from typing import ClassVar

from application.license.license_errors import LicenseNotRegisteredError, LicenseRefusedError
from application.license.license_task import NOTHING_TO_NOTE, LicenseTask, Note
from application.license.license_work import LicenseWork
from domain.cml.licensing_reading import LicensingReading
from domain.worker.license_act import LicenseActKind


class RenewLicenseWork(LicenseWork):
    """The registration first; when Cisco has renewed that, the authorization, which may be asked for twice."""

    command: ClassVar[str] = "license.renew"
    kind: ClassVar[LicenseActKind] = LicenseActKind.RENEWAL

    async def order_async(self, task: LicenseTask, reading: LicensingReading) -> Note | None:
        """Renew the registration; LicenseNotRegisteredError when there is none."""
        if not reading.is_registered and not reading.goes_on:
            raise LicenseNotRegisteredError
        if not (task.asked and reading.renewing.is_other_than(task.act.attempted_before)):
            await task.asking_async(reading, renewal=True)
            await self.client.renew_license_async(task.host)
        return NOTHING_TO_NOTE

    async def is_settled_async(self, task: LicenseTask, reading: LicensingReading) -> bool:
        """Renewed; LicenseRefusedError with what Cisco says to this attempt."""
        attempt = reading.renewing
        if reading.goes_on or not attempt.may_be_since(task.act.attempted_before):
            return False
        if attempt.failed:
            raise LicenseRefusedError(attempt.failure or f"CML does not say why: {reading.words}")
        await self.client.renew_authorization_async(task.host)
        return True
