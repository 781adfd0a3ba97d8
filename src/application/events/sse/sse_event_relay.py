"""SSEEventRelay: tells the events of the log to the clients of the stream."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from rx.core.typing import Disposable

from application.access.key_review import KeyReview
from application.clock import Clock
from application.events.event_reader import EventReader
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_snapshot import SnapshotSource
from application.events.record_factory import CloudEventNaming
from application.events.recorded_event import RecordedEvent
from application.events.sse.control import heartbeat
from application.events.sse.flusher import Flusher
from application.events.sse.hub import Hub
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_clients import StreamClients
from application.events.sse.stream_figures import StreamFigures
from application.events.sse.stream_terms import Listener, StreamTerms
from application.events.sse.subscription import Subscription
from application.hosting import BackgroundService
from domain.errors import SourceUnavailableError


class SSEEventRelay(BackgroundService):
    """Takes RecordedEvents from the bus in their order and hands out subscriptions to them.

    To be started when the snapshot source is ready and before the dispatcher tells the next event.
    """

    def __init__(
        self,
        bus: FleetEventBus,
        reader: EventReader,
        snapshots: SnapshotSource,
        clock: Clock,
        naming: CloudEventNaming,
        review: KeyReview,
        limits: SSELimits,
    ) -> None:
        super().__init__()
        self._bus = bus
        self._reader = reader
        self._review = review
        self._limits = limits
        self._hub = Hub(reader, snapshots, clock, naming, limits)
        self._flusher = Flusher(self._hub)
        self._bus_subscription: Disposable | None = None

    @property
    def clients(self) -> StreamClients:
        """Who is connected."""
        return self._hub.clients

    @property
    def head(self) -> int:
        """The sequence of the newest event told."""
        return self._hub.ring.head

    @property
    def figures(self) -> StreamFigures:
        """What the stream has done so far."""
        return StreamFigures(
            flushes=self._flusher.flushes,
            deliveries=self._flusher.deliveries,
            coalesced=self._hub.backlog.coalesced,
            cut=self._hub.clients.cut,
            resets=self._hub.resets,
        )

    def measure_flushes(self, tell_size: Callable[[int], None]) -> None:
        """Tell how many events were new to the stream at each flush."""
        self._flusher.tell_size = tell_size

    async def start_async(self) -> None:
        """Listen to the bus, and fill the ring for clients of the process before this one."""
        head = self._hub.snapshots.position.sequence
        self._hub.ring.start_at(head)
        self._flusher.start_at(head)
        self._bus_subscription = self._bus.output_stream.subscribe(self._tell)
        events = await self._reader.read_after_async(max(0, head - self._limits.warm_events), self._limits.warm_events)
        self._hub.ring.prepend(events)
        await super().start_async()

    async def stop_async(self) -> None:
        """Say farewell, and end when the clients have taken it or have had their time."""
        self.drain()
        await self.clients.until_empty_async()
        if self._bus_subscription is not None:
            self._bus_subscription.dispose()
        await super().stop_async()

    def subscribe(self, terms: StreamTerms, listener: Listener) -> Subscription:
        """Return what one client is told from now on, or after an id; it costs nothing until attached.

        SourceUnavailableError when there are too many clients or the service is stopping.
        """
        if self._hub.farewell is not None:
            raise SourceUnavailableError("the service is stopping", code="draining", retry_after_seconds=2)
        self.clients.admit(listener)
        return Subscription(self._hub, terms, listener)

    def drain(self, reason: str = "shutting_down") -> None:
        """End every stream with a farewell; those who do not take it in time are cut off. Returns at once."""
        if self._hub.farewell is None:
            self._hub.farewell = reason
            self.clients.end_all(reason)

    async def run_async(self) -> None:
        """Flush, beat, and look after the clients, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._flusher.run_async())
            group.create_task(self._beat_async())
            group.create_task(self._review_async())
            group.create_task(self.clients.run_async())

    def _tell(self, event: RecordedEvent) -> None:
        if event.sequence <= self._hub.ring.head:
            return
        self._hub.ring.append(event)
        if self._hub.index.tell(event):
            self._flusher.wake()

    async def _beat_async(self) -> None:
        while True:
            await asyncio.sleep(self._limits.heartbeat_seconds)
            self._flusher.notify_all(heartbeat(self._hub.ring.head, self._hub.clock.now()))

    async def _review_async(self) -> None:
        """Send away whose key opens nothing any more; what cannot be looked up now is looked up next time."""
        while True:
            await self._review.due_async(self._limits.permission_check_seconds)
            with suppress(SourceUnavailableError):
                self.clients.end_those_of(await self._review.ended_async(self.clients.principals()))
