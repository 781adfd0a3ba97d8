"""ListCatalogueQuery: what the fleet is made of."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.catalogue.catalogue_dto import CatalogueDto, InstanceTypeDto, MachineImageDto
from application.catalogue.definitions_shown import definition_set, image_definitions, node_definitions
from application.catalogue.instances_shown import InstanceTypesShown, image_key_of, images
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.settings import Settings
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.catalogue.catalogue_entry import DefinitionSet, MachineImage
from domain.errors import NotFoundError
from domain.worker.cml_worker_state import CMLWorkerState


class ShownKind(StrEnum):
    """What can be asked for."""

    IMAGE = "image"
    INSTANCE_TYPE = "instance_type"
    NODE_DEFINITION = "node_definition"
    IMAGE_DEFINITION = "image_definition"


Shown = TypeVar("Shown")

DEFINITIONS = frozenset({ShownKind.NODE_DEFINITION, ShownKind.IMAGE_DEFINITION})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCatalogueQuery(Query[OperationResult[CatalogueDto]]):
    """Of these kinds, none = all; of one worker, None = of the whole fleet."""

    required_role: ClassVar[Role] = Role.VIEWER

    kinds: Collection[ShownKind] = ()
    worker_id: str | None = None


class ListCatalogueQueryHandler(QueryHandler[ListCatalogueQuery, OperationResult[CatalogueDto]]):
    """Reads the memory."""

    def __init__(
        self, catalogue: RefreshedCatalogue, types: InstanceTypesShown, view: FleetView, settings: Settings
    ) -> None:
        self._catalogue = catalogue
        self._types = types
        self._view = view
        self._regions = settings.aws_regions

    async def handle_async(self, request: ListCatalogueQuery) -> OperationResult[CatalogueDto]:
        """Return what was asked for; NotFoundError for a worker that is not there."""
        worker = self._worker(request.worker_id) if request.worker_id else None
        kinds = frozenset(request.kinds or ShownKind)
        sets = self._catalogue.all(DefinitionSet) if kinds & DEFINITIONS else []
        if worker:
            sets = [each for each in sets if worker.id in each.facts.worker_ids]
        shown = CatalogueDto(
            images=_of(ShownKind.IMAGE, kinds, lambda: self._images(worker)),
            instance_types=_of(ShownKind.INSTANCE_TYPE, kinds, lambda: self._instance_types(worker)),
            node_definitions=_of(ShownKind.NODE_DEFINITION, kinds, lambda: node_definitions(sets)),
            image_definitions=_of(ShownKind.IMAGE_DEFINITION, kinds, lambda: image_definitions(sets)),
            definition_sets=[definition_set(each) for each in sets],
        )
        return self.ok(shown)

    def _worker(self, worker_id: str) -> CMLWorkerState:
        if worker := self._view.worker(worker_id):
            return worker
        raise NotFoundError("the fleet has no worker with this id")

    def _workers(self) -> list[CMLWorkerState]:
        return [worker for worker in self._view.workers() if worker.active]

    def _images(self, worker: CMLWorkerState | None) -> list[MachineImageDto]:
        entries = self._catalogue.all(MachineImage)
        if worker:
            entries = [entry for entry in entries if entry.key == image_key_of(worker)]
        return images(entries, self._workers())

    def _instance_types(self, worker: CMLWorkerState | None) -> list[InstanceTypeDto]:
        if worker is None:
            return self._types.all(self._regions, self._workers())
        found = self._types.all([worker.region], self._workers())
        return [each for each in found if each.instance_type == worker.instance_type]


def _of(kind: ShownKind, kinds: Collection[ShownKind], show: Callable[[], Sequence[Shown]]) -> Sequence[Shown]:
    return show() if kind in kinds else ()
