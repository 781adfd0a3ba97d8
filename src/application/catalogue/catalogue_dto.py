"""The catalogue as every interface shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineImageDto:
    """An image that workers or launch templates use; `available` is false where EC2 shows it no more."""

    account: str
    region: str
    ami_id: str
    name: str
    available: bool
    worker_count: int
    source: str
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPriceDto:
    """US dollars an hour in a region; `as_of` is null for a price of one's own."""

    region: str
    usd_per_hour: float
    source: str
    as_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceTypeDto:
    """A type with the prices that are known in the regions of the fleet; `as_of` is null where nobody said it."""

    instance_type: str
    vcpus: int
    memory_gib: float
    network: str
    bare_metal: bool
    architecture: str
    worker_count: int
    source: str
    as_of: str | None
    prices: Sequence[RegionPriceDto]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDefinitionDto:
    """A kind of node; the controllers that know it are those of the sets `set_ids`."""

    id: str
    label: str
    worker_count: int
    set_ids: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageDefinitionDto:
    """An image for nodes of one kind; the controllers that have it are those of the sets `set_ids`."""

    id: str
    label: str
    node_definition: str
    worker_count: int
    set_ids: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSetDto:
    """Workers whose controllers have the same definitions of nodes and images."""

    id: str
    worker_ids: Sequence[str]
    source: str
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDto:
    """What the fleet is made of. A list is empty where its kind was not asked for."""

    images: Sequence[MachineImageDto] = ()
    instance_types: Sequence[InstanceTypeDto] = ()
    node_definitions: Sequence[NodeDefinitionDto] = ()
    image_definitions: Sequence[ImageDefinitionDto] = ()
    definition_sets: Sequence[DefinitionSetDto] = ()
