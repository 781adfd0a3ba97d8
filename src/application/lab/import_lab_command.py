"""ImportLabCommand: make a lab of a topology, as an operation."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.clock import Clock
from application.lab.import_lab_work import ImportLabWork
from application.lab.lab_operations import LabOperations
from application.lab.lab_places import LabPlaces
from application.lab.lab_work import ON_CORDONED
from application.lab.topology import read_topology_async
from application.operation.operation_dto import OperationDto
from application.ports.id_generator import IdGenerator
from application.ports.topology_store import TopologyStore
from domain.access.principal import Role

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLabCommand(Command[OperationResult[OperationDto]]):
    """`topology` is YAML; `title` stands instead of its own; `on_cordoned`: also on a cordoned worker.

    The lab's id is what the operation's target has `made`.
    """

    required_role: ClassVar[Role] = Role.OPERATOR

    worker_id: str
    topology: str = field(repr=False)
    title: str | None = None
    on_cordoned: bool = False
    wait_seconds: float = 0


class ImportLabCommandHandler(CommandHandler[ImportLabCommand, OperationResult[OperationDto]]):
    """Looks through the topology before anybody is asked; ImportLabWork carries the operation out."""

    def __init__(
        self, places: LabPlaces, topologies: TopologyStore, operations: LabOperations, ids: IdGenerator, clock: Clock
    ) -> None:
        self._places = places
        self._topologies = topologies
        self._operations = operations
        self._ids = ids
        self._clock = clock

    async def handle_async(self, request: ImportLabCommand) -> OperationResult[OperationDto]:
        """Accept it; NotFoundError, WorkerNotRunningError, WorkerCordonedError, TopologyInvalidError."""
        if not request.on_cordoned:
            self._places.require_open(request.worker_id)
        self._places.host_of(request.worker_id)
        read = await read_topology_async(request.topology)
        topology_id = self._ids.new_id()
        await self._topologies.put_async(topology_id, request.topology, self._clock.now() + KEPT)
        parameters = {
            "topology": topology_id,
            "title": request.title,
            "own_title": read.title,
            ON_CORDONED: request.on_cordoned,
        }
        begun = await self._operations.start_async(
            ImportLabWork.command, [request.worker_id], parameters, request.wait_seconds
        )
        return self.ok(begun) if begun.finished_at else self.accepted(begun)
