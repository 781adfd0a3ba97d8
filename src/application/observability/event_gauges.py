"""EventGauges: where the log stands, and what the stream has told."""

from collections.abc import Callable, Iterable
from typing import get_args

from neuroglia.hosting.abstractions import HostedService
from opentelemetry.metrics import CallbackOptions, Meter, Observation

from application.events.followed_log import FollowedLog
from application.events.reprojection import Reprojection
from application.events.sse.position_lost_error import Reason
from application.events.sse.sse_event_relay import SSEEventRelay

BUCKETS_EVENTS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)


class EventGauges(HostedService):
    """Reads what the log's follower and the stream count anyway: nothing is measured per event or client."""

    def __init__(self, followed: FollowedLog, reprojection: Reprojection, relay: SSEEventRelay, meter: Meter) -> None:
        self._followed = followed
        self._reprojection = reprojection
        self._relay = relay
        self._meter = meter

    async def start_async(self) -> None:
        """Begin to be looked at."""
        sizes = self._meter.create_histogram(
            "cml_fleet.sse.flush.events",
            "",
            "Events that were new to the stream at a flush.",
            explicit_bucket_boundaries_advisory=BUCKETS_EVENTS,
        )
        self._relay.measure_flushes(sizes.record)
        self._gauge("log.head_sequence", "The newest event of the log.", lambda: self._followed.head.last)
        self._gauge("log.head_entry", "The newest entry of the log.", lambda: self._followed.head.entry)
        self._gauge("log.lag_events", "Events of the log not yet told here.", lambda: len(self._followed.untold))
        self._gauge(
            "projection.overdue",
            "1 from when the database was away until the states are projected again.",
            lambda: int(self._reprojection.overdue),
        )
        self._gauge("sse.clients", "Clients of the event stream.", lambda: len(self._relay.clients))
        self._count("sse.flushes", "Flushes of the event stream.", lambda: self._relay.figures.flushes)
        self._count(
            "sse.deliveries", "Pages handed to waiting clients by flushes.", lambda: self._relay.figures.deliveries
        )
        self._count(
            "sse.events_coalesced", "Events left out of pages for newer ones.", lambda: self._relay.figures.coalesced
        )
        self._count("sse.clients_cut", "Clients cut off that took nothing any more.", lambda: self._relay.figures.cut)
        self._meter.create_observable_counter(
            "cml_fleet.sse.resets", [self._observe_resets], "", "Clients told to begin anew, by reason."
        )

    async def stop_async(self) -> None:
        """Nothing is held."""

    def _gauge(self, name: str, description: str, read: Callable[[], int]) -> None:
        self._meter.create_observable_gauge(f"cml_fleet.{name}", [_observing(read)], "", description)

    def _count(self, name: str, description: str, read: Callable[[], int]) -> None:
        self._meter.create_observable_counter(f"cml_fleet.{name}", [_observing(read)], "", description)

    def _observe_resets(self, _: CallbackOptions) -> Iterable[Observation]:
        resets = self._relay.figures.resets
        return [Observation(resets.get(reason, 0), {"reason": reason}) for reason in get_args(Reason)]


def _observing(read: Callable[[], int]) -> Callable[[CallbackOptions], Iterable[Observation]]:
    return lambda _: [Observation(read())]
