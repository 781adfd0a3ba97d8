"""Call counts, latency and limits over the control API."""

from typing import Final

from aiohttp import web

from simulator.aws.call import Service
from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import seconds_by_name
from simulator.simulation import Simulation

NEW_INSTANCES: Final = "new_instances"
CHANGES: Final = "changes"


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
            web.get("/_simulator/consistency", self.consistency),
            web.put("/_simulator/consistency", self.set_consistency),
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
        wanted = seconds_by_name(await read_object(request), set(Service))
        self._simulation.latency_seconds.update({Service(name): wanted[name] for name in wanted})
        return web.json_response(self._simulation.latency_seconds)

    async def consistency(self, _request: web.Request) -> web.Response:
        """GET the seconds until new instances are known, and changes are seen."""
        consistency = self._simulation.fleet.consistency
        shown = {NEW_INSTANCES: consistency.new_instances_seconds, CHANGES: consistency.changes_seconds}
        return web.json_response(shown)

    async def set_consistency(self, request: web.Request) -> web.Response:
        """PUT `{"new_instances": 20, "changes": 3}`, in seconds; what is left out stays."""
        wanted = seconds_by_name(await read_object(request), {NEW_INSTANCES, CHANGES})
        consistency = self._simulation.fleet.consistency
        consistency.new_instances_seconds = wanted.get(NEW_INSTANCES, consistency.new_instances_seconds)
        consistency.changes_seconds = wanted.get(CHANGES, consistency.changes_seconds)
        return await self.consistency(request)

    async def set_throttling(self, request: web.Request) -> web.Response:
        """PUT `{"enabled": false}`: keep to the documented limits, or not."""
        enabled = (await read_object(request)).get("enabled")
        if not isinstance(enabled, bool):
            raise ControlError("enabled is true or false")
        self._simulation.limiter.enabled = enabled
        return web.json_response({"enabled": enabled})
