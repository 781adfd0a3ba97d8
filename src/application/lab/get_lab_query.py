"""GetLabQuery: one lab, with what happened to it."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.lab.lab_json import LabJson
from application.lab.lab_places import LabPlaces
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class ShownLab:
    """A lab in JSON (LabDetailsReply), and the version of it that is shown."""

    json: bytes
    version: int


@dataclass(frozen=True, slots=True)
class GetLabQuery(Query[OperationResult[ShownLab]]):
    """The lab with this id on this worker."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str
    lab_id: str


class GetLabQueryHandler(QueryHandler[GetLabQuery, OperationResult[ShownLab]]):
    """Looks into the fleet in memory."""

    def __init__(self, places: LabPlaces, json: LabJson) -> None:
        self._places = places
        self._json = json

    async def handle_async(self, request: GetLabQuery) -> OperationResult[ShownLab]:
        """Return the lab; LabUnknownError."""
        lab = self._places.lab(request.worker_id, request.lab_id)
        return self.ok(ShownLab(self._json.with_history(lab), lab.state_version))
