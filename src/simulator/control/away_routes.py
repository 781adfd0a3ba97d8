"""Absence over the control API."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from simulator.control.control_error import ControlError, read_object
from simulator.control.wish import seconds_of

LONGEST_SECONDS: Final = 3600


class AwayRoutes:
    """Let the simulator be away: everything is refused then, the control API too."""

    def __init__(self, leave: Callable[[float], Awaitable[None]]) -> None:
        self._leave = leave

    def routes(self) -> list[web.RouteDef]:
        """Name the path."""
        return [web.post("/_simulator/away", self.leave)]

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """POST `{"seconds": 10}`: answer, and then refuse connections for so long."""
        seconds = seconds_of(await read_object(request), "seconds")
        if not seconds or seconds > LONGEST_SECONDS:
            raise ControlError(f"seconds is more than 0 and at most {LONGEST_SECONDS}")
        response = web.json_response({"seconds": seconds})
        await response.prepare(request)
        await response.write_eof()
        await self._leave(seconds)
        return response
