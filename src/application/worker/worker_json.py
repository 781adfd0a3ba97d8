"""Workers in JSON, made once per version and shared by every reply and snapshot."""

from collections.abc import Callable, Collection

from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.worker_costs import WorkerCosts
from application.worker.fleet_freshness import FleetFreshness
from application.worker.lab_counts import LabCounts
from application.worker.worker_dto import WorkerDto
from domain.lab.lab_record_state import LabRecordState
from domain.worker.cml_worker_state import CMLWorkerState


class WorkerJson:
    """Keeps each worker's own part; what changes without an event of its own is put behind it: labs, times, money."""

    def __init__(self, catalogue: InstanceCatalogue, costs: WorkerCosts) -> None:
        self._catalogue = catalogue
        self._costs = costs
        self._own_parts: dict[str, tuple[int, bytes]] = {}
        catalogue.when_changed(self._own_parts.clear)

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever all workers are to be written anew, though no event changed them."""
        self._catalogue.when_changed(observer)

    def of(self, state: CMLWorkerState, freshness: FleetFreshness, labs: Collection[LabRecordState]) -> bytes:
        """Return the worker as a WorkerReply."""
        version, own_part = self._own_parts.get(state.id, (0, b""))
        if version != state.state_version:
            facts = self._catalogue.facts_of(state.instance_type)
            own_part = WorkerDto.of(state, facts).model_dump_json().encode()[:-1]
            self._own_parts[state.id] = state.state_version, own_part
        return b'%b,"labs_total":%d,"labs_running":%d,"cost":%b,"as_of":%b}' % (
            own_part,
            *LabCounts.of(labs),
            self._costs.json_of(state),
            freshness.as_of_json(state.scope),
        )
