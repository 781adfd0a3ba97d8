"""Everything that can happen to a lab. Change events carry the old value and the new one; texts are CML's, literal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.cml.lab_state import LabState
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent


class LabRemovalReason(StrEnum):
    """GONE = its controller no longer lists it; WORKER_LEFT = its worker is terminated or no longer in the fleet."""

    GONE = "gone"
    WORKER_LEFT = "worker_left"


@dataclass(kw_only=True)
class LabDomainEvent(FleetEvent):
    """Something that happened to one lab. The aggregate's id is `<worker_id>/<lab_id>`."""

    category: ClassVar[EventCategory] = EventCategory.LAB

    title: str

    @property
    def worker_id(self) -> str:
        """The worker on which it is."""
        return self.aggregate_id.partition("/")[0]


@dataclass(kw_only=True)
class LabDiscoveredDomainEvent(LabDomainEvent):
    """A controller lists a lab that was not known, or not any more."""

    short_type: ClassVar[str] = "lab.discovered"

    description: str
    owner: str
    state: LabState
    node_count: int
    running_nodes: int
    link_count: int | None
    groups: tuple[str, ...]
    lab_created_at: datetime | None
    lab_modified_at: datetime | None


@dataclass(kw_only=True)
class LabStateChangedDomainEvent(LabDomainEvent):
    """The lab was started, stopped or wiped."""

    short_type: ClassVar[str] = "lab.state.changed"

    old_state: LabState
    new_state: LabState


@dataclass(kw_only=True)
class LabChangedDomainEvent(LabDomainEvent):
    """Something else of the lab differs; both hold only the fields that changed. `title` is the present one."""

    short_type: ClassVar[str] = "lab.changed"

    old_values: dict[str, Any]
    new_values: dict[str, Any]


@dataclass(kw_only=True)
class LabRemovedDomainEvent(LabDomainEvent):
    """The lab is no longer there to be seen."""

    short_type: ClassVar[str] = "lab.removed"

    reason: LabRemovalReason
