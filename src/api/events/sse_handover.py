"""SSEHandover: lets a stream outlive the stack of calls that authorized and made it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.events.sse_stream import SSEStream

HANDOVER = "cml_fleet.sse_handover"


class SSEHandover:
    """An ASGI middleware, the outermost, that runs the stream of an SSEResponse after the app has returned.

    By then routing, exit stacks, exception handlers and the request itself are gone: they would hold more than
    half of what a waiting client costs, and each of their wrappers would see every write.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app with a scope of its own, then run what it left there."""
        left: list[SSEStream] = []
        await self._app({**scope, HANDOVER: left}, receive, send)
        if left:
            await left.pop().run_async(receive, send)
