"""SSEStream: a subscription written to a client."""

import asyncio
from contextlib import aclosing, suppress

from starlette.types import Receive, Send

from application.events.sse.send_watch import SendWatch
from application.events.sse.subscription import Subscription

_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache, no-store"),
        (b"x-accel-buffering", b"no"),
    ],
}
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class SSEStream:
    """Writes what the subscription tells until it ends, the client goes, or its socket takes nothing any more.

    `start` begins the response; it is sent by whoever runs the stream, through all that adds headers.
    """

    __slots__ = ("_subscription",)

    start = _START

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    async def run_async(self, receive: Receive, send: Send) -> None:
        """Send the body of a response that has started; a server closes a connection whose response ends unfinished."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as patience:
                with self._subscription.attached(lambda: patience.reschedule(0)) as watch:
                    await self._answer_async(receive, send, watch)

    async def _answer_async(self, receive: Receive, send: Send, watch: SendWatch) -> None:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(self._write_async(send, watch))
            while (await receive())["type"] != "http.disconnect":
                pass
            writer.cancel()

    async def _write_async(self, send: Send, watch: SendWatch) -> None:
        async with aclosing(self._subscription.chunks_async()) as chunks:
            async for chunk in chunks:
                watch.begin()
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                watch.end()
        await send(_END)
