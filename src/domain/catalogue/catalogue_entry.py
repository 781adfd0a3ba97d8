"""CatalogueEntry: one fact of the catalogue, from where, and the time it was read at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from domain.catalogue.cml_definitions import CMLDefinitions
from domain.catalogue.instance_facts import InstanceFacts


class CatalogueKind(StrEnum):
    """What an entry is about."""

    IMAGE = "image"
    INSTANCE_TYPE = "instance_type"
    PRICE = "price"
    DEFINITION_SET = "definition_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineImage:
    """An AMI in one region, as one account sees it; `name` is "" where it was never known.

    `available` is False where EC2 no longer shows it to the account: it was deregistered, or is no longer shared.
    """

    account: str
    region: str
    ami_id: str
    name: str
    available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDemandPrice:
    """AWS's price of an hour of Linux."""

    region: str
    instance_type: str
    usd_per_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSet:
    """Definitions, and the workers whose controllers have these and no others, in order."""

    definitions: CMLDefinitions
    worker_ids: tuple[str, ...]


Facts = MachineImage | InstanceFacts | OnDemandPrice | DefinitionSet
TFacts = TypeVar("TFacts", bound=Facts)
TFacts_co = TypeVar("TFacts_co", bound=Facts, covariant=True)

FACTS: Mapping[CatalogueKind, type[Facts]] = MappingProxyType(
    {
        CatalogueKind.IMAGE: MachineImage,
        CatalogueKind.INSTANCE_TYPE: InstanceFacts,
        CatalogueKind.PRICE: OnDemandPrice,
        CatalogueKind.DEFINITION_SET: DefinitionSet,
    }
)
KINDS: Mapping[type, CatalogueKind] = MappingProxyType({facts: kind for kind, facts in FACTS.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry(Generic[TFacts_co]):
    """`key` names it among those of its kind; `source` is a text for people, `as_of` aware UTC."""

    key: str
    facts: TFacts_co
    source: str
    as_of: datetime

    @property
    def kind(self) -> CatalogueKind:
        """What it is about."""
        return KINDS[type(self.facts)]

    @property
    def id(self) -> str:
        """Names it among all."""
        return entry_id(self.kind, self.key)

    def says_the_same_as(self, other: "CatalogueEntry[Facts]") -> bool:
        """Whether both tell the same, whenever they were read."""
        return (self.facts, self.source) == (other.facts, other.source)


AnyEntry = CatalogueEntry[Facts]


def entry_id(kind: CatalogueKind, key: str) -> str:
    """Name an entry among all."""
    return f"{kind}/{key}"


def image_key(account: str, region: str, ami_id: str) -> str:
    """Name an image among images."""
    return f"{account}/{region}/{ami_id}"


def price_key(region: str, instance_type: str) -> str:
    """Name a price among prices."""
    return f"{region}/{instance_type}"
