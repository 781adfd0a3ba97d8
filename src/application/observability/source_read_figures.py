"""How long reading a source takes: the part of a cycle that AWS makes."""

from typing import cast

from opentelemetry.metrics import Meter

from application.events.event_handlers import LiveHandler
from application.events.recorded_event import RecordedEvent
from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent

BUCKETS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class SourceReadFigures(LiveHandler[FleetRefreshCompletedDomainEvent]):
    """Hears of every refresh of the fleet, whichever process made it: the same in all of them."""

    def __init__(self, meter: Meter) -> None:
        self._duration = meter.create_histogram(
            "cml_fleet.source.read.duration",
            "s",
            "Time that reading a source in one region took, by whichever process.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Note each region's time."""
        refresh = cast("FleetRefreshCompletedDomainEvent", notification.domain_event)
        for outcome in refresh.scopes:
            told = {"source": refresh.source.value, "outcome": outcome.code or "ok"}
            self._duration.record(outcome.duration_seconds, told)
