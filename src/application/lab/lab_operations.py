"""LabOperations: how a command about labs becomes an operation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from application.lab.lab_places import LabPlaces
from application.operation.operation_dto import OperationDto
from application.operation.operation_starter import OperationStarter
from domain.errors import InvalidRequestError, NotFoundError
from domain.lab.lab_record import LabRecord


class LabOperations:
    """Refuses at once what cannot be done as far as this process knows; the rest shows when it is done."""

    def __init__(self, places: LabPlaces, starter: OperationStarter) -> None:
        self._places = places
        self._starter = starter

    def require_open(self, worker_ids: Iterable[str]) -> None:
        """Raise WorkerCordonedError for the first of them that is cordoned; whom the fleet lacks is told later."""
        for worker_id in dict.fromkeys(worker_ids):
            self._places.require_open(worker_id)

    async def start_on_lab_async(
        self, command: str, worker_id: str, lab_id: str, parameters: Mapping[str, Any], wait_seconds: float
    ) -> OperationDto:
        """Begin on one lab; NotFoundError, WorkerNotRunningError."""
        self._places.lab(worker_id, lab_id)
        self._places.host_of(worker_id)
        return await self.start_async(command, [LabRecord.id_of(worker_id, lab_id)], parameters, wait_seconds)

    async def start_on_labs_async(
        self, command: str, lab_ids: Sequence[str], parameters: Mapping[str, Any], wait_seconds: float
    ) -> OperationDto:
        """Begin on many labs, each once; InvalidRequestError names the first id that is no lab's."""
        for place, aggregate_id in enumerate(lab_ids):
            worker_id, _, lab_id = aggregate_id.partition("/")
            try:
                self._places.lab(worker_id, lab_id)
            except NotFoundError as error:
                raise InvalidRequestError(str(error), f"/ids/{place}", code="unknown_lab") from error
        return await self.start_async(command, list(dict.fromkeys(lab_ids)), parameters, wait_seconds)

    async def start_async(
        self, command: str, targets: Sequence[str], parameters: Mapping[str, Any], wait_seconds: float
    ) -> OperationDto:
        """Begin; return the operation when it is finished, or after `wait_seconds`."""
        return OperationDto.of(await self._starter.start_async(command, targets, parameters, wait_seconds))
