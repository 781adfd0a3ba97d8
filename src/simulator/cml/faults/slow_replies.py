"""The faults that spoil how an answer is sent."""

import asyncio
from typing import Final

from aiohttp import web

from simulator.cml.reply import Reply

DRIP_SECONDS: Final = 1.0


async def dripped(request: web.BaseRequest, reply: Reply, bytes_per_second: int) -> web.StreamResponse:
    """Send the answer in drops."""
    response = await _begun(request, reply)
    for begins in range(0, len(reply.body), bytes_per_second):
        await response.write(reply.body[begins : begins + bytes_per_second])
        await asyncio.sleep(DRIP_SECONDS)
    return response


async def cut_short(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Promise the whole body, send half of it and hang up."""
    response = await _begun(request, reply)
    await response.write(reply.body[: len(reply.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def reset(request: web.BaseRequest) -> web.Response:
    """Drop the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _begun(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers={"Content-Type": reply.content_type})
    response.content_length = len(reply.body)
    await response.prepare(request)
    return response
