"""The live handler that tells the fleet's events to this process."""

from application.events.event_handlers import LiveHandler
from application.events.fleet_event_bus import FleetEventBus
from application.events.recorded_event import RecordedEvent
from application.worker.fleet_view import FleetView
from domain.events.fleet_event import FleetEvent


class TellFleetHandler(LiveHandler[FleetEvent]):
    """First the view, then the bus, in one tick: whoever hears of an event already finds it in the view."""

    def __init__(self, view: FleetView, bus: FleetEventBus) -> None:
        self._view = view
        self._bus = bus

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Follow the event and hand its CloudEvent to the bus."""
        self._view.apply(notification)
        self._bus.output_stream.on_next(notification)
