"""The front door of the hosts: count, delay, spoil, answer."""

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import web

from simulator.cml.answering import HttpRequest, answer
from simulator.cml.cml_call import CmlCall
from simulator.cml.cml_side import CmlSide
from simulator.cml.host import CmlHost
from simulator.cml.reply import Reply
from simulator.cml.routes import place_of

BAD_GATEWAY: Final = Reply(
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
    "text/html",
    HTTPStatus.BAD_GATEWAY,
)
"""What nginx says while CML boots behind it."""


class CmlGateway:
    """Answers what CML clients send."""

    def __init__(self, side: CmlSide) -> None:
        self._side = side

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request."""
        host = self._host(request)
        read = HttpRequest(
            request.method,
            place_of(request.path),
            request.query,
            request.headers.get("Authorization", ""),
            await request.read(),
        )
        self._side.calls.receive(CmlCall(host.instance.instance_id, read.route))
        if self._side.latency_seconds:
            await asyncio.sleep(self._side.latency_seconds)
        return _response(self._reply(host, read))

    def _host(self, request: web.BaseRequest) -> CmlHost:
        assert request.transport is not None
        return self._side.by_port[request.transport.get_extra_info("sockname")[1]]

    def _reply(self, host: CmlHost, read: HttpRequest) -> Reply:
        fleet = self._side.fleet
        now = fleet.clock()
        if not host.instance.is_cml_ready_at(now):
            return BAD_GATEWAY
        return answer(host, fleet.controller_of(host.instance), read, now)


def _response(reply: Reply) -> web.Response:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    return web.Response(body=reply.body, status=reply.status, headers=headers)
