"""The front door of the AWS endpoints: count, delay, spoil, limit, answer."""

import asyncio
from http import HTTPStatus

from aiohttp import web

from simulator.aws.call import AwsCall, Service, read_call, service_of
from simulator.aws.reply import Reply, ServiceError
from simulator.cloudwatch import json_reply
from simulator.cloudwatch.endpoint import answer_cloudwatch
from simulator.ec2 import xml_reply
from simulator.ec2.endpoint import answer_ec2
from simulator.faults.fault import Fault, FaultKind
from simulator.faults.fault_errors import ERRORS, throttled
from simulator.faults.spoiled_bodies import SPOILED_BODIES
from simulator.simulation import Simulation


class Gateway:
    """Answers what AWS clients send."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        try:
            call = read_call(request.headers, await request.read())
        except ServiceError as error:
            return _response(_error_reply(service_of(request.headers), error))
        self._simulation.calls.receive(call)
        await asyncio.sleep(self._simulation.latency_seconds[call.service])
        fault = self._simulation.faults.strike(call)
        if fault is None:
            return _response(self._reply(call))
        return await self._spoiled(request, call, fault)

    async def _spoiled(self, request: web.Request, call: AwsCall, fault: Fault) -> web.StreamResponse:
        if fault.kind is FaultKind.HANG:
            await self._simulation.faults.outlast(fault)
            return _response(self._reply(call))
        if fault.kind is FaultKind.RESET:
            return _reset(request)
        if fault.kind is FaultKind.TRUNCATED:
            return await _cut_short(request, self._reply(call))
        if fault.kind in SPOILED_BODIES:
            return _response(SPOILED_BODIES[fault.kind](self._reply(call), fault))
        error = ERRORS[fault.kind](call, self._simulation.fleet.plan.account)
        return _response(_error_reply(call.service, error))

    def _reply(self, call: AwsCall) -> Reply:
        try:
            if not self._simulation.limiter.admit(call):
                self._simulation.calls.throttle(call)
                raise throttled(call)
            answer = answer_ec2 if call.service is Service.EC2 else answer_cloudwatch
            return answer(self._simulation.fleet, self._simulation.faults.distorted(call))
        except ServiceError as error:
            return _error_reply(call.service, error)


def _error_reply(service: Service, error: ServiceError) -> Reply:
    return xml_reply.error_reply(error) if service is Service.EC2 else json_reply.error_reply(error)


def _response(reply: Reply) -> web.Response:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    return web.Response(body=reply.body, status=reply.status, headers=headers)


def _reset(request: web.Request) -> web.Response:
    """Drop the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut_short(request: web.Request, reply: Reply) -> web.StreamResponse:
    """Promise the whole body, send half of it and hang up."""
    response = web.StreamResponse(status=HTTPStatus.OK, headers={"Content-Type": reply.content_type})
    response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(reply.body[: len(reply.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
