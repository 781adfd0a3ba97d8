"""HEAD for every route that has GET."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAMS = frozenset({"/api/events/stream"})
"""What has no end has no HEAD: a stream would be opened for nobody."""


class HeadRequests:
    """ASGI middleware: asks the app with GET and sends the headers of its reply alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope.get("method") == "HEAD" and scope["path"] not in STREAMS:
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self._app(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
        elif not message.get("more_body", False):
            await send({**message, "body": b""})

    return send_headers
