"""Call counts, latency and limits over the control API."""

from aiohttp import web

from simulator.aws.call import Service
from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import seconds_of
from simulator.simulation import Simulation


class TrafficRoutes:
    """See and shape how calls are served."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        return [
            web.get("/_simulator/health", self.health),
            web.get("/_simulator/calls", self.calls),
            web.delete("/_simulator/calls", self.reset_calls),
            web.get("/_simulator/latency", self.latency),
            web.put("/_simulator/latency", self.set_latency),
            web.put("/_simulator/throttling", self.set_throttling),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        """GET a sign of life."""
        fleet = self._simulation.fleet
        return web.json_response({"status": "ok", "instances": len(fleet.all()), "regions": fleet.regions})

    async def calls(self, _request: web.Request) -> web.Response:
        """GET the counts by service, region and action."""
        calls = self._simulation.calls
        counts = {"total": calls.total, "calls": calls.received(), "throttled": calls.throttled()}
        return web.json_response(counts)

    async def reset_calls(self, _request: web.Request) -> web.Response:
        """DELETE the counts: begin again at zero."""
        self._simulation.calls.reset()
        return web.json_response({"total": 0})

    async def latency(self, _request: web.Request) -> web.Response:
        """GET the seconds each service waits before it answers."""
        return web.json_response(self._simulation.latency_seconds)

    async def set_latency(self, request: web.Request) -> web.Response:
        """PUT `{"ec2": 0.08, "cloudwatch": 0.12}`, in seconds; a service left out keeps its latency."""
        wish = await read_object(request)
        if not wish.keys() <= set(Service):
            raise ControlError(f"latency is for {', '.join(Service)}")
        wanted = {Service(name): seconds_of(wish, name) for name in wish}
        known = {service: seconds for service, seconds in wanted.items() if seconds is not None}
        self._simulation.latency_seconds.update(known)
        return web.json_response(self._simulation.latency_seconds)

    async def set_throttling(self, request: web.Request) -> web.Response:
        """PUT `{"enabled": false}`: keep to the documented limits, or not."""
        enabled = (await read_object(request)).get("enabled")
        if not isinstance(enabled, bool):
            raise ControlError("enabled is true or false")
        self._simulation.limiter.enabled = enabled
        return web.json_response({"enabled": enabled})
