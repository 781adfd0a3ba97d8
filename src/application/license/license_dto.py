"""A worker's licence as every interface shows it."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from application.worker.worker_parts_dto import CMLLicenseDto, LicenseActDto
from domain.worker.cml_worker_state import CMLWorkerState


class WorkerLicenseDto(BaseModel):
    """The licence as last read, null until it was; `days_left` are whole days until it ends, null where it does not.

    `act` is what is done about it, or was done last; null where nothing ever was.
    """

    worker_id: str
    license: CMLLicenseDto | None
    days_left: int | None
    act: LicenseActDto | None

    @classmethod
    def of(cls, worker: CMLWorkerState, now: datetime) -> "WorkerLicenseDto":
        """Show a worker's licence as it is `now`."""
        expires_at = worker.license.expires_at if worker.license else None
        return cls(
            worker_id=worker.id,
            license=CMLLicenseDto.model_validate(worker.license) if worker.license else None,
            days_left=max(0, (expires_at - now) // timedelta(days=1)) if expires_at else None,
            act=LicenseActDto.model_validate(worker.license_act) if worker.license_act else None,
        )
