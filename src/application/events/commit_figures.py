"""How many commits there are, how long they take and how they end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from opentelemetry.metrics import Meter
from opentelemetry.trace import Tracer

from application.clock import Clock
from application.events.commit_batches import CommitPart

BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class CommitFigures:
    """One observation and one span per commit, from its arrival to its answer.

    The span is under the span of whoever commits, also where several commits are appended as one group.
    """

    def __init__(self, meter: Meter, tracer: Tracer, clock: Clock) -> None:
        self._tracer = tracer
        self._clock = clock
        self._duration = meter.create_histogram(
            "cml_fleet.commit.duration",
            "s",
            "Time from a commit's arrival until it was appended, told and projected.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )
        self._events = meter.create_counter("cml_fleet.commit.events", "", "Events that commits brought.")
        self._stale = meter.create_counter(
            "cml_fleet.commit.stale_aggregates", "", "Aggregates that somebody else had changed since they were loaded."
        )

    @contextmanager
    def measuring(self, parts: Sequence[CommitPart]) -> Iterator[None]:
        """Measure a commit of `parts` that is answered within the block, or fails there."""
        began_seconds, outcome = self._clock.monotonic_seconds(), "failed"
        events = sum(len(part.events) for part in parts)
        aggregates = len({part.aggregate.aggregate_id for part in parts if part.aggregate is not None})
        sizes = {"cml_fleet.events": events, "cml_fleet.aggregates": aggregates}
        with self._tracer.start_as_current_span("commit", attributes=sizes):
            try:
                yield
                outcome = "saved"
            finally:
                seconds = self._clock.monotonic_seconds() - began_seconds
                self._duration.record(seconds, {"outcome": outcome})
                self._events.add(events, {"outcome": outcome})

    def count_stale(self, aggregates: int) -> None:
        """Count those that were not saved."""
        self._stale.add(aggregates)
