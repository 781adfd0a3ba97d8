"""WantedFacts: what of the catalogue the fleet uses, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from application.live.launch_template import LaunchTemplate
from domain.catalogue.catalogue_entry import CatalogueKind, entry_id, image_key, price_key
from domain.worker.aws_scope import AwsScope
from domain.worker.cml_worker_state import CMLWorkerState


@dataclass(slots=True)
class WantedInScope:
    """The names of images of workers by their ids, "" where it is not known; the images of templates; the types."""

    images: dict[str, str] = field(default_factory=dict)
    template_images: set[str] = field(default_factory=set)
    instance_types: set[str] = field(default_factory=set)

    @property
    def image_ids(self) -> set[str]:
        """All images."""
        return {*self.images, *self.template_images}


@dataclass(frozen=True, slots=True)
class WantedFacts:
    """By account and region. A template is used in the regions it names, in each account of the fleet."""

    by_scope: Mapping[AwsScope, WantedInScope]
    templates: Mapping[str, LaunchTemplate]

    @classmethod
    def of(
        cls,
        workers: Iterable[CMLWorkerState],
        templates: Mapping[str, LaunchTemplate],
        scopes: Iterable[AwsScope],
    ) -> Self:
        """Collect it."""
        by_scope: dict[AwsScope, WantedInScope] = {scope: WantedInScope() for scope in scopes}
        for template in templates.values():
            _want_template(by_scope, template)
        for worker in workers:
            _want_worker(by_scope.setdefault(worker.scope, WantedInScope()), worker)
        return cls({scope: wanted for scope, wanted in by_scope.items() if wanted != WantedInScope()}, templates)

    @property
    def types_by_region(self) -> dict[str, set[str]]:
        """The instance types that are used in each region, whoever does."""
        found: dict[str, set[str]] = {}
        for scope, wanted in self.by_scope.items():
            found.setdefault(scope.region, set()).update(wanted.instance_types)
        return found

    def entry_ids(self) -> Iterator[str]:
        """The entries that are in use."""
        for scope, wanted in self.by_scope.items():
            yield from (entry_id(CatalogueKind.IMAGE, image_key(*scope, image)) for image in wanted.image_ids)
            for name in wanted.instance_types:
                yield entry_id(CatalogueKind.INSTANCE_TYPE, name)
                yield entry_id(CatalogueKind.PRICE, price_key(scope.region, name))


def _want_template(by_scope: Mapping[AwsScope, WantedInScope], template: LaunchTemplate) -> None:
    for scope, wanted in by_scope.items():
        if place := template.regions.get(scope.region):
            wanted.instance_types.add(template.instance_type)
            wanted.template_images |= {place.ami_id} if place.ami_id else set()


def _want_worker(wanted: WantedInScope, worker: CMLWorkerState) -> None:
    if worker.ami_id:
        wanted.images[worker.ami_id] = worker.ami_name or wanted.images.get(worker.ami_id, "")
    if worker.instance_type:
        wanted.instance_types.add(worker.instance_type)
