"""The live handler that tells the fleet's events to this process."""

from application.events.event_handlers import LiveHandler
from application.events.fleet_event_bus import FleetEventBus
from application.events.fleet_states import FleetStates
from application.events.recorded_event import RecordedEvent
from domain.events.fleet_event import FleetEvent


class TellFleetHandler(LiveHandler[FleetEvent]):
    """First the states, then the bus, in one tick: whoever hears of an event already finds it in the states."""

    def __init__(self, states: FleetStates, bus: FleetEventBus) -> None:
        self._states = states
        self._bus = bus

    async def handle_async(self, notification: RecordedEvent) -> None:
        """Follow the event and hand its CloudEvent to the bus."""
        self._states.apply(notification)
        self._bus.output_stream.on_next(notification)
