"""Hub: what all subscriptions of one relay share."""

from collections import Counter

from application.clock import Clock
from application.events.event_position import EventPosition
from application.events.event_reader import EventReader
from application.events.fleet_snapshot import SnapshotSource
from application.events.record_factory import CloudEventNaming
from application.events.sse.audience_index import AudienceIndex
from application.events.sse.backlog import Backlog
from application.events.sse.control import Control
from application.events.sse.edition import Edition
from application.events.sse.event_ring import EventRing
from application.events.sse.flush import Written
from application.events.sse.position_lost_error import PositionLostError
from application.events.sse.sse_limits import SSELimits
from application.events.sse.stream_clients import StreamClients
from application.events.sse.stream_form import NDJSONForm, SSEForm
from application.events.sse.stream_terms import StreamTerms
from domain.errors import InvalidRequestError


class Hub:
    """The newest events, who listens to what, and the services behind them.

    `farewell` is why all streams are to end, None while they go on. `resets` counts clients told to begin anew.
    """

    def __init__(
        self, reader: EventReader, snapshots: SnapshotSource, clock: Clock, naming: CloudEventNaming, limits: SSELimits
    ) -> None:
        self._reader = reader
        self._forms = {form.name: form for form in (SSEForm(), NDJSONForm(naming, clock))}
        self.snapshots = snapshots
        self.clock = clock
        self.limits = limits
        self.ring = EventRing(limits.ring_events)
        self.index = AudienceIndex()
        self.backlog = Backlog(self.ring, reader, limits)
        self.clients = StreamClients(clock, limits)
        self.resets: Counter[str] = Counter()
        self.farewell: str | None = None

    @property
    def head(self) -> EventPosition:
        """The position of the newest event told."""
        return self.position_of(self.ring.head)

    def position_of(self, sequence: int) -> EventPosition:
        """A place in this log."""
        return EventPosition(self._reader.epoch, sequence)

    def edition_of(self, terms: StreamTerms) -> Edition:
        """What is written for these terms."""
        return Edition(terms.event_filter, self._forms[terms.form])

    def written(self, control: Control) -> Written:
        """Write what is said to all, once in each form."""
        return {name: form.control(control) for name, form in self._forms.items()}

    async def resume_after_async(self, last_event_id: str) -> int:
        """Return the sequence a client names to go on from; PositionLostError when it is not one of this log.

        It may have been told elsewhere and not here yet: then what comes after it is still to come.
        """
        try:
            position = EventPosition.parse(last_event_id)
        except InvalidRequestError as error:
            raise PositionLostError("invalid") from error
        if position.epoch != self._reader.epoch:
            raise PositionLostError("other_log")
        if position.sequence > self.ring.head and position.sequence > await self._reader.head_async():
            raise PositionLostError("future")
        return position.sequence
