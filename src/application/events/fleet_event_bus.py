"""The stream of events inside one app."""

from neuroglia.eventing.cloud_events.infrastructure.cloud_event_bus import CloudEventBus
from rx.subject.subject import Subject


class FleetEventBus(CloudEventBus):
    """neuroglia's bus with subjects of its own: the base class shares one pair over the whole process.

    `output_stream` carries a RecordedEvent for every event of the log, in its order.
    """

    def __init__(self) -> None:
        self.input_stream = Subject()
        self.output_stream = Subject()
