"""How often the CML hosts are called, and how fast they answer, over the control API."""

from aiohttp import web

from simulator.cml.cml_side import CmlSide
from simulator.control.control_error import read_object
from simulator.control.wish import seconds_by_name


class CmlTrafficRoutes:
    """See and shape how CML calls are served."""

    def __init__(self, side: CmlSide) -> None:
        self._side = side

    def routes(self) -> list[web.RouteDef]:
        """Name the paths."""
        return [
            web.get("/_simulator/cml/calls", self.calls),
            web.delete("/_simulator/cml/calls", self.reset_calls),
            web.get("/_simulator/cml/timing", self.timing),
            web.put("/_simulator/cml/timing", self.set_timing),
        ]

    async def calls(self, _request: web.Request) -> web.Response:
        """GET the counts by instance and route."""
        return web.json_response({"total": self._side.calls.total, "calls": self._side.calls.by_host()})

    async def reset_calls(self, _request: web.Request) -> web.Response:
        """DELETE the counts: begin again at zero."""
        self._side.calls.reset()
        return web.json_response({"total": 0})

    async def timing(self, _request: web.Request) -> web.Response:
        """GET the seconds that each answer takes, and those that a token lasts."""
        timing = {"latency": self._side.latency_seconds, "token_lifetime": self._side.token_lifetime_seconds}
        return web.json_response(timing)

    async def set_timing(self, request: web.Request) -> web.Response:
        """PUT `{"latency": 0.05, "token_lifetime": 60}`, in seconds; what is left out stays."""
        wanted = seconds_by_name(await read_object(request), {"latency", "token_lifetime"})
        self._side.latency_seconds = wanted.get("latency", self._side.latency_seconds)
        self._side.token_lifetime_seconds = wanted.get("token_lifetime", self._side.token_lifetime_seconds)
        return await self.timing(request)
