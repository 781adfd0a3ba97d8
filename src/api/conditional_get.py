"""Answers 304 to who has already what a GET would show."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.entity_tags import has_tag

DESCRIBES_THE_BODY = b"content-"


class ConditionalGet:
    """ASGI middleware: compares the ETag of a reply with If-None-Match, where one was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the app need not know."""
        asked = Headers(scope=scope).get("if-none-match") if scope.get("method") == "GET" else None
        await self._app(scope, receive, _UnlessKnown(send, asked) if asked else send)


class _UnlessKnown:
    def __init__(self, send: Send, asked: str) -> None:
        self._send = send
        self._asked = asked
        self._known = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            tag = Headers(raw=message["headers"]).get("etag")
            self._known = message["status"] == HTTPStatus.OK and tag is not None and has_tag(self._asked, tag)
            await self._send(_not_modified(message) if self._known else message)
        elif not self._known:
            await self._send(message)
        elif not message.get("more_body", False):
            await self._send({**message, "body": b""})


def _not_modified(start: Message) -> Message:
    headers = [header for header in start["headers"] if not header[0].startswith(DESCRIBES_THE_BODY)]
    return {**start, "status": HTTPStatus.NOT_MODIFIED.value, "headers": headers}
