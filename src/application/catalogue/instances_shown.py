"""Images and instance types with how many workers use them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from application.catalogue.catalogue_dto import InstanceTypeDto, MachineImageDto, RegionPriceDto
from application.cost.instance_catalogue import InstanceCatalogue, KnownInstanceType
from application.cost.price_list import PriceList
from domain.catalogue.catalogue_entry import CatalogueEntry, MachineImage, image_key
from domain.worker.cml_worker_state import CMLWorkerState


def images(
    entries: Iterable[CatalogueEntry[MachineImage]], workers: Collection[CMLWorkerState]
) -> list[MachineImageDto]:
    """Every image, by account, region and id."""
    used = Counter(image_key_of(worker) for worker in workers)
    return [
        MachineImageDto(
            account=entry.facts.account,
            region=entry.facts.region,
            ami_id=entry.facts.ami_id,
            name=entry.facts.name,
            available=entry.facts.available,
            worker_count=used[entry.key],
            source=entry.source,
            as_of=entry.as_of,
        )
        for entry in entries
    ]


def image_key_of(worker: CMLWorkerState) -> str:
    """Name the worker's image among images."""
    return image_key(worker.account, worker.region, worker.ami_id)


class InstanceTypesShown:
    """Puts figures and prices of types together."""

    def __init__(self, types: InstanceCatalogue, prices: PriceList) -> None:
        self._types = types
        self._prices = prices

    def all(self, regions: Collection[str], workers: Collection[CMLWorkerState]) -> list[InstanceTypeDto]:
        """Every type that is known, by name, with its prices in these regions."""
        used = Counter(worker.instance_type for worker in workers)
        return [self._shown(known, regions, used[known.name]) for known in self._types.all()]

    def _shown(self, known: KnownInstanceType, regions: Iterable[str], workers: int) -> InstanceTypeDto:
        return InstanceTypeDto(
            instance_type=known.name,
            vcpus=known.facts.vcpus,
            memory_gib=known.facts.memory_gib,
            network=known.facts.network,
            bare_metal=known.facts.bare_metal,
            architecture=known.facts.architecture,
            worker_count=workers,
            source=known.source,
            as_of=known.as_of,
            prices=list(self._priced(known.name, regions)),
        )

    def _priced(self, instance_type: str, regions: Iterable[str]) -> Iterator[RegionPriceDto]:
        for region in regions:
            if price := self._prices.price_of(region, instance_type):
                yield RegionPriceDto(
                    region=region, usd_per_hour=price.usd_per_hour, source=price.source, as_of=price.as_of
                )
