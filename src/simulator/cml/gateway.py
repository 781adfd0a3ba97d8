"""The front door of the hosts: count, delay, spoil, answer."""

import asyncio
from typing import Final

from aiohttp import web

from simulator.cml.answering import HttpRequest, Moment, answer
from simulator.cml.cml_call import CmlCall
from simulator.cml.cml_side import CmlSide
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.cml.faults.replaced_replies import BAD_GATEWAY, REPLACED_REPLIES
from simulator.cml.faults.slow_replies import cut_short, dripped, reset
from simulator.cml.faults.spoiled_replies import spoiled
from simulator.cml.host import CmlHost
from simulator.cml.reply import Reply
from simulator.cml.routes import place_of

WAITING: Final = frozenset({CmlFaultKind.HANG, CmlFaultKind.BLACK_HOLE})


class CmlGateway:
    """Answers what CML clients send."""

    def __init__(self, side: CmlSide) -> None:
        self._side = side

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request."""
        if request.transport is None:
            return web.Response()
        host = self._side.by_port[request.transport.get_extra_info("sockname")[1]]
        read = HttpRequest(
            request.method,
            place_of(request.path),
            request.query,
            request.headers.get("Authorization", ""),
            await request.read(),
        )
        call = CmlCall(host.instance.instance_id, read.route)
        self._side.calls.receive(call)
        if self._side.latency_seconds:
            await asyncio.sleep(self._side.latency_seconds)
        fault = self._side.faults.strike(call)
        if fault is None:
            return _response(self._reply(host, read))
        return await self._spoiled(request, host, read, fault)

    async def _spoiled(
        self, request: web.BaseRequest, host: CmlHost, read: HttpRequest, fault: CmlFault
    ) -> web.StreamResponse:
        if fault.kind in REPLACED_REPLIES:
            return _response(REPLACED_REPLIES[fault.kind](fault))
        if fault.kind in WAITING:
            await self._side.faults.outlast(fault)
            return _response(self._reply(host, read))
        if fault.kind is CmlFaultKind.RESET:
            return reset(request)
        if fault.kind is CmlFaultKind.TRUNCATED:
            return await cut_short(request, self._reply(host, read))
        if fault.kind is CmlFaultKind.DRIP:
            return await dripped(request, self._reply(host, read), fault.amount or 1)
        return _response(spoiled(self._reply(host, read), fault))

    def _reply(self, host: CmlHost, read: HttpRequest) -> Reply:
        fleet = self._side.fleet
        now = fleet.clock()
        if not host.instance.is_cml_ready_at(now):
            return BAD_GATEWAY
        return answer(host, fleet.controller_of(host.instance), read, Moment(now, self._side.token_lifetime_seconds))


def _response(reply: Reply) -> web.Response:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    return web.Response(body=reply.body, status=reply.status, headers=headers)
