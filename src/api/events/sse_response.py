"""SSEResponse: what a route of the stream returns."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.events.sse_handover import HANDOVER
from api.events.sse_stream import SSEStream
from application.events.sse.subscription import Subscription


class SSEResponse(Response):
    """Starts the response inside the app, so that its middleware adds its headers, and leaves the body to SSEHandover.

    Where there is no SSEHandover around the app it streams the body itself.
    """

    def __init__(self, subscription: Subscription) -> None:
        super().__init__(media_type=subscription.terms.form.value)
        self._stream = SSEStream(subscription)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or let it be answered after this call."""
        await send({**self._stream.start})
        if HANDOVER in scope:
            scope[HANDOVER].append(self._stream)
        else:
            await self._stream.run_async(receive, send)
