"""LicenseOperations: how a command about a licence becomes an operation."""

from collections.abc import Mapping
from typing import Any

from application.lab.lab_places import LabPlaces
from application.license.license_acts import LicenseActs
from application.license.license_errors import LicenseBusyError
from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter


class LicenseOperations:
    """Refuses at once what cannot be done as far as this process knows; the rest shows when it is done."""

    def __init__(self, places: LabPlaces, acts: LicenseActs, starter: OperationStarter) -> None:
        self._places = places
        self._acts = acts
        self._starter = starter

    async def require_free_async(self, worker_id: str) -> None:
        """NotFoundError, WorkerNotRunningError, AddressUnknownError, LicenseBusyError."""
        self._places.host_of(worker_id)
        if await self._acts.is_busy_async(worker_id):
            raise LicenseBusyError

    async def start_async(
        self, command: str, worker_id: str, parameters: Mapping[str, Any], wait_seconds: float
    ) -> OperationDto:
        """Begin; return the operation when it is finished, or after `wait_seconds`."""
        return OperationDto.of(await self._starter.start_async(command, [worker_id], parameters, wait_seconds))
