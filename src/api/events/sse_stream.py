"""SSEStream: a subscription written to a client."""

import asyncio
from contextlib import aclosing, suppress

from starlette.types import Message, Receive, Send

from application.events.sse.stream_client import StreamClient
from application.events.sse.stream_form import FormName
from application.events.sse.subscription import Subscription


def _start(content_type: bytes) -> Message:
    headers = [
        (b"content-type", content_type),
        (b"cache-control", b"no-cache, no-store"),
        (b"x-accel-buffering", b"no"),
        (b"vary", b"accept"),
    ]
    return {"type": "http.response.start", "status": 200, "headers": headers}


_CONTENT_TYPES = {
    FormName.SSE: b"text/event-stream; charset=utf-8",
    FormName.NDJSON: b"application/x-ndjson",
}
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class SSEStream:
    """Writes what the subscription tells until it ends, the client goes, or its socket takes nothing any more.

    `start` begins the response; it is sent by whoever runs the stream, through all that adds headers.
    """

    __slots__ = ("_subscription",)

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    @property
    def start(self) -> Message:
        """The beginning of the response."""
        return _start(_CONTENT_TYPES[self._subscription.terms.form])

    async def run_async(self, receive: Receive, send: Send) -> None:
        """Send the body of a response that has started; a server closes a connection whose response ends unfinished."""
        with suppress(TimeoutError):
            async with asyncio.timeout(None) as patience:
                with self._subscription.attached(lambda: patience.reschedule(0)) as client:
                    await self._answer_async(receive, send, client)

    async def _answer_async(self, receive: Receive, send: Send, client: StreamClient) -> None:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(self._write_async(send, client))
            while (await receive())["type"] != "http.disconnect":
                pass
            writer.cancel()

    async def _write_async(self, send: Send, client: StreamClient) -> None:
        async with aclosing(self._subscription.chunks_async()) as chunks:
            async for chunk in chunks:
                client.begin()
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                client.end(len(chunk))
        await send(_END)
