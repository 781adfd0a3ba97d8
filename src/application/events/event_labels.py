"""EventLabels: what an event can be found by beside its own attributes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from domain.aggregate import FleetAggregate
from domain.alert.alert_events import AlertDomainEvent
from domain.events.fleet_event import FleetEvent
from domain.lab.lab_record import LabRecord
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent
from domain.worker.cml_worker import CMLWorker
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_events import WorkerTagsChangedDomainEvent

SHARED_LABELS = 20_000


@dataclass(frozen=True, slots=True)
class EventLabels:
    """The regions an event is about, and the tags, as `KEY:VALUE`, of its worker when it happened."""

    regions: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


NO_LABELS = EventLabels()


@lru_cache(SHARED_LABELS)
def shared_labels(regions: tuple[str, ...], tags: tuple[str, ...]) -> EventLabels:
    """Return one and the same object for equal labels: thousands of kept events are about the same few workers."""
    return EventLabels(frozenset(regions), frozenset(tags))


def tag_words(tags: Mapping[str, str]) -> set[str]:
    """Write a mapping of tags as filters name them."""
    return {f"{key}:{value}" for key, value in tags.items()}


def labels_of(aggregate: FleetAggregate[Any] | None, event: FleetEvent) -> EventLabels:
    """Label an event that `aggregate` has raised; None for an event that belongs to no aggregate.

    A change of tags has the old and the new ones: who listens for a tag hears of workers that get and lose it.
    """
    if isinstance(event, FleetRefreshCompletedDomainEvent):
        return EventLabels(frozenset(scope.region for scope in event.scopes))
    if isinstance(event, AlertDomainEvent):
        return EventLabels(frozenset({event.occasion.region}), frozenset(tag_words(event.occasion.tags)))
    worker = _worker_of(aggregate)
    if worker is None:
        return NO_LABELS
    tags = tag_words(worker.tags)
    if isinstance(event, WorkerTagsChangedDomainEvent):
        tags |= tag_words(event.old_tags) | tag_words(event.new_tags)
    return EventLabels(frozenset({worker.region}), frozenset(tags))


def _worker_of(aggregate: FleetAggregate[Any] | None) -> CMLWorkerState | None:
    if isinstance(aggregate, LabRecord):
        return aggregate.worker
    return aggregate.state if isinstance(aggregate, CMLWorker) else None
