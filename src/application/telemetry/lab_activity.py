"""LabActivity: what of the news of labs says that somebody uses their worker."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.cml.lab_state import LabState
from domain.events.fleet_event import FleetEvent
from domain.lab.lab_events import LabChangedDomainEvent, LabStateChangedDomainEvent
from domain.lab.lab_record import LabRecord

NODES = frozenset({"node_count", "running_nodes"})


class LabActivity(NamedTuple):
    """What was seen, and when."""

    what: str
    at: datetime


def activity_among(labs: Iterable[LabRecord]) -> LabActivity | None:
    """Return the newest; a lab that is merely found may have been there for long."""
    seen = [
        LabActivity(what, event.created_at) for lab in labs for event in lab.pending_events if (what := _of(lab, event))
    ]
    return max(seen, key=lambda activity: activity.at, default=None)


def _of(lab: LabRecord, event: FleetEvent) -> str:
    if isinstance(event, LabStateChangedDomainEvent):
        return f"lab_{event.new_state.value.lower()}"
    if lab.state.state is LabState.STARTED and isinstance(event, LabChangedDomainEvent):
        return "lab_nodes_changed" if NODES & event.new_values.keys() else ""
    return ""
