"""The services of observability, one of each per app."""

from application.observability.event_gauges import EventGauges
from application.observability.event_loop_lag import EventLoopLag
from application.observability.fleet_gauges import FleetGauges

SERVICES = (
    EventGauges,
    EventLoopLag,
    FleetGauges,
)

HOSTED = (EventGauges, FleetGauges, EventLoopLag)
