"""The heartbeat of a source: told once per cycle, so that an unchanged worker costs no event and no write."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.telemetry.metrics_source import MetricsSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeOutcome:
    """How reading one source went in one region of one account.

    `workers` were asked for, `failed` of them could not be read. `as_of` is the time the readings are true
    for, None when the whole scope failed; `code` and `message` then say why.
    """

    account: str
    region: str
    workers: int
    failed: int
    duration_seconds: float
    attempted_at: datetime
    as_of: datetime | None = None
    code: str | None = None
    message: str | None = None


@dataclass(kw_only=True)
class FleetRefreshCompletedDomainEvent(FleetEvent):
    """All active workers were read from one source, as far as it answered."""

    short_type: ClassVar[str] = "fleet.refresh.completed"
    category: ClassVar[EventCategory] = EventCategory.FLEET

    source: MetricsSource
    scopes: list[ScopeOutcome]
