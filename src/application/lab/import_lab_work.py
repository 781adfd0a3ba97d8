"""ImportLabWork: makes a lab of a topology."""

from typing import ClassVar

from application.clock import Clock
from application.lab.lab_errors import ImportUnclearError, TopologyGoneError
from application.lab.lab_places import LabPlaces
from application.lab.lab_sync import LabSync
from application.lab.lab_work import LabWork, Step
from application.ports.cml_client import CMLClient, CMLHost
from application.ports.topology_store import TopologyStore
from application.worker.lab_view import LabView
from domain.lab.lab_record import LabRecord
from domain.operation.operation import Operation
from domain.operation.target_result import TargetOutcome, TargetResult

IMPORT = "import"


class ImportLabWork(LabWork):
    """The target is a worker; `topology` is the topology's id in the store, `title` instead of its own, or null.

    `own_title` is the topology's own, by which the lab is found again when the service was killed right after it was
    made: importing twice would make two labs. `on_cordoned`: also on a worker that was cordoned meanwhile.
    """

    command: ClassVar[str] = "labs.import"

    def __init__(
        self,
        client: CMLClient,
        places: LabPlaces,
        sync: LabSync,
        topologies: TopologyStore,
        labs: LabView,
        clock: Clock,
    ) -> None:
        super().__init__(client, places, sync, clock)
        self._topologies = topologies
        self._labs = labs

    async def act_async(self, operation: Operation, host: CMLHost, target: str, step: Step) -> TargetResult:
        """Import, unless that was done before."""
        begun = operation.state.results[target].step == IMPORT
        lab_id = await self._made_before(operation, host) if begun else None
        if lab_id is None:
            lab_id = await self._make(operation, host, step)
        await self._topologies.remove_async(operation.state.parameters["topology"])
        return TargetResult(outcome=TargetOutcome.DONE, made=LabRecord.id_of(target, lab_id))

    async def _make(self, operation: Operation, host: CMLHost, step: Step) -> str:
        topology = await self._topologies.get_async(operation.state.parameters["topology"])
        if topology is None:
            raise TopologyGoneError("the topology is not kept any more; import it again")
        self.require_open(operation, host)
        await step(IMPORT)
        return await self.client.import_lab_async(host, topology, operation.state.parameters["title"])

    async def _made_before(self, operation: Operation, host: CMLHost) -> str | None:
        parameters = operation.state.parameters
        title = parameters["title"] or parameters["own_title"]
        reading = await self.client.read_labs_async(host, {})
        for lab in reading.labs.values():
            if lab.title == title and self._is_new(LabRecord.id_of(host.worker_id, lab.lab_id), operation):
                return lab.lab_id
        if not title or reading.unread:
            raise ImportUnclearError(
                "the service was interrupted while it imported the lab; look at the worker before asking again"
            )
        return None

    def _is_new(self, aggregate_id: str, operation: Operation) -> bool:
        known = self._labs.lab(aggregate_id)
        return known is None or known.created_at >= operation.state.created_at
