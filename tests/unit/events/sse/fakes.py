"""What the tests of the stream share: events, a log, a fleet, a clock, and a client that reads when told to."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from application.access.key_review import KeyReview
from application.clock import Clock
from application.events.event_labels import NO_LABELS, EventLabels
from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.fleet_choice import EVERY_WORKER, FleetChoice
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import FleetSnapshot
from application.events.record_factory import CloudEventNaming
from application.events.recorded_event import RecordedEvent
from application.events.sse.delivery import Delivery
from application.events.sse.edition import Edition
from application.events.sse.event_filter import EVERY_EVENT, EventFilter
from application.events.sse.sse_event_relay import SSEEventRelay
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_client import StreamClient
from application.events.sse.stream_form import FormName, SSEForm
from application.events.sse.stream_terms import Listener, StreamTerms
from application.events.sse.subscription import Subscription
from domain.access.principal import Principal, Role
from domain.errors import SourceUnavailableError
from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent

EPOCH = "5eed0001"
EVERYTHING = EVERY_EVENT
NAMING = CloudEventNaming(type_prefix="io.cmlfleet.", source="/fleets/test")
ANN = Listener(Principal("key:ann", "Ann", Role.VIEWER), "192.0.2.1")
SSE = SSEForm()
_SHORT_TYPES = {
    EventCategory.TELEMETRY: "worker.telemetry.updated",
    EventCategory.STATUS: "worker.status.changed",
    EventCategory.LIFECYCLE: "worker.imported",
    EventCategory.FLEET: "fleet.refresh.completed",
}


def edition(event_filter: EventFilter = EVERYTHING) -> Edition:
    """An edition in frames."""
    return Edition(event_filter, SSE)


def make_event(
    sequence: int,
    worker_id: str | None = "w1",
    category: EventCategory = EventCategory.TELEMETRY,
    labels: EventLabels = NO_LABELS,
    **data: object,
) -> RecordedEvent:
    """An event of the log."""
    cloud_event = {
        "specversion": "1.0",
        "id": f"id-{sequence}",
        "type": f"io.cmlfleet.{_SHORT_TYPES[category]}.v1",
        "source": "/fleets/test",
        "subject": worker_id or "fleet",
        "time": "2025-01-01T00:00:00.000Z",
        "datacontenttype": "application/json",
        "data": data,
    }
    return RecordedEvent(
        EventPosition(EPOCH, sequence),
        category,
        _SHORT_TYPES[category],
        worker_id,
        cloud_event,
        _undecoded,
        labels=labels,
    )


def _undecoded(_event: RecordedEvent) -> FleetEvent:
    raise NotImplementedError


class FakeReader(EventReader):
    """A log in a list. `floor` is what retention has left; `broken` makes the database go away.

    `appended` is the newest event of other processes, not told here yet.
    """

    def __init__(self, events: Sequence[RecordedEvent] = (), floor: int = 0) -> None:
        self.epoch = EPOCH
        self.events = list(events)
        self.floor = floor
        self.broken = False
        self.reads = 0
        self.appended = 0

    async def read_after_async(self, sequence: int, limit: int) -> list[RecordedEvent]:
        """Return what is in the list, after a turn of the loop."""
        await asyncio.sleep(0)
        self.reads += 1
        if self.broken:
            raise SourceUnavailableError("the database is gone")
        return [event for event in self.events if event.sequence > sequence][:limit]

    async def head_async(self) -> int:
        """Return the newest event appended."""
        if self.broken:
            raise SourceUnavailableError("the database is gone")
        return max([self.appended, *(event.sequence for event in self.events)])

    async def floor_async(self, categories: Collection[EventCategory]) -> int:
        """Return `floor`."""
        return self.floor


class FakeSnapshots:
    """A fleet that knows how many events made it. It follows the bus as the real one does."""

    def __init__(self, head: int) -> None:
        self.position = EventPosition(EPOCH, head)
        self.chosen = EVERY_WORKER

    def follow(self, event: RecordedEvent) -> None:
        """Take one event in."""
        self.position = event.position

    def snapshot(self, choice: FleetChoice = EVERY_WORKER) -> FleetSnapshot:
        """Two pages that state the position."""
        self.chosen = choice
        return FleetSnapshot(self.position, [orjson.dumps({"page": page, "at": str(self.position)}) for page in (1, 2)])


class FakeReview(KeyReview):
    """Knows whose key has ended; `broken` makes the database go away."""

    def __init__(self) -> None:
        self.ended: dict[str, str] = {}
        self.broken = False
        self.changed = asyncio.Event()

    async def due_async(self, seconds: float) -> None:
        """Wait until it is changed."""
        await self.changed.wait()
        self.changed.clear()

    async def ended_async(self, principal_ids: Collection[str]) -> Mapping[str, str]:
        """Return what is known."""
        if self.broken:
            raise SourceUnavailableError("the database is gone")
        return {each: reason for each, reason in self.ended.items() if each in principal_ids}

    def end(self, principal_id: str, reason: str) -> None:
        """Let a key end."""
        self.ended[principal_id] = reason
        self.changed.set()


class HandClock(Clock):
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic_seconds(self) -> float:
        """The seconds it was moved to."""
        return self.seconds


@dataclass
class Frame:
    """One frame as a client of the stream sees it."""

    id: str | None
    event: str
    data: Any

    @property
    def sequence(self) -> int:
        """The sequence in the id."""
        assert self.id is not None
        return int(self.id.rpartition("-")[2])


def frames_of(chunk: bytes) -> list[Frame]:
    """Split a chunk into its frames."""
    frames = []
    for block in chunk.decode().removesuffix("\n\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        frames.append(Frame(fields.get("id"), fields["event"], orjson.loads(fields["data"])))
    return frames


@dataclass
class FakeClient:
    """Reads a chunk when asked to; between two reads its socket takes nothing."""

    chunks: AsyncIterator[bytes]
    watch: StreamClient
    cut: list[str] = field(default_factory=list)

    async def chunk_async(self) -> bytes:
        """Return the next chunk."""
        async with asyncio.timeout(2):
            return await anext(self.chunks)

    async def frames_async(self, until: str) -> list[Frame]:
        """Return the frames up to and with the first chunk that has one of this name."""
        frames: list[Frame] = []
        while not any(frame.event == until for frame in frames):
            frames += frames_of(await self.chunk_async())
        return frames

    async def events_async(self, last: int) -> list[int]:
        """Return the sequences of the events up to `last`, control frames left out."""
        sequences: list[int] = []
        while not sequences or sequences[-1] < last:
            sequences += [
                frame.sequence for frame in frames_of(await self.chunk_async()) if frame.event in _SHORT_TYPES.values()
            ]
        return sequences


@asynccontextmanager
async def reading(subscription: Subscription) -> AsyncIterator[FakeClient]:
    """A client of the subscription."""
    cut: list[str] = []
    with subscription.attached(lambda: cut.append("cut")) as watch:
        yield FakeClient(subscription.chunks_async(), watch, cut)


class Stream:
    """A relay with its surroundings, and what is told on the bus."""

    def __init__(self, head: int, reader: FakeReader, limits: SSELimits) -> None:
        self.bus = FleetEventBus()
        self.reader = reader
        self.snapshots = FakeSnapshots(head)
        self.clock = HandClock()
        self.review = FakeReview()
        self.relay = SSEEventRelay(self.bus, reader, self.snapshots, self.clock, NAMING, self.review, limits)
        self.bus.output_stream.subscribe(self.snapshots.follow)

    def subscribe(
        self,
        event_filter: EventFilter = EVERYTHING,
        last_event_id: str | None = None,
        *,
        snapshot: bool = False,
        delivery: Delivery | None = None,
        form: FormName = FormName.SSE,
        listener: Listener = ANN,
    ) -> Subscription:
        """Subscribe as somebody."""
        terms = StreamTerms(
            event_filter=event_filter, last_event_id=last_event_id, snapshot=snapshot, delivery=delivery, form=form
        )
        return self.relay.subscribe(terms, listener)

    def tell(self, *events: RecordedEvent) -> None:
        """Tell events within one tick."""
        for event in events:
            self.reader.events.append(event)
            self.bus.output_stream.on_next(event)

    def tell_telemetry(self, first: int, last: int, worker_id: str = "w1") -> None:
        """Tell telemetry of one worker."""
        self.tell(*(make_event(sequence, worker_id) for sequence in range(first, last + 1)))

    def tell_statuses(self, first: int, last: int) -> None:
        """Tell changes of status."""
        self.tell(*(make_event(sequence, "w1", EventCategory.STATUS) for sequence in range(first, last + 1)))


@asynccontextmanager
async def started(head: int = 100, reader: FakeReader | None = None, **limits: Any) -> AsyncIterator[Stream]:
    """A started relay whose newest event is `head`; pauses are short."""
    numbers = {"flush_pause_seconds": 0.001, "drain_seconds": 0.05, **limits}
    stream = Stream(head, reader or FakeReader(), SSELimits(**numbers))
    await stream.relay.start_async()
    try:
        yield stream
    finally:
        await stream.relay.stop_async()
