"""Refuses what is too large before anybody parses it."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem_details import problem_response

MAX_BODY_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 16 * 1024
MAX_QUERY_PARAMETERS = 64
BODY_TOO_LARGE = ("body_too_large", "a body may have 1 MiB")


class BodyTooLargeError(HTTPException):
    """More bytes came than a body may have. FastAPI lets only its own kind of error through while it reads one."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class RequestLimits:
    """ASGI middleware: limits of headers, query parameters and body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose size is in order, and cut it off where its body grows too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if refusal := _refusal(scope):
            status, code, detail = refusal
            await problem_response(status, code, detail)(scope, receive, send)
            return
        await self._app(scope, _Counted(receive), send)


class _Counted:
    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._received = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > MAX_BODY_BYTES:
            raise BodyTooLargeError
        return message


def _refusal(scope: Scope) -> tuple[HTTPStatus, str, str] | None:
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", "headers may have 16 KiB together"
    if scope["query_string"].count(b"&") >= MAX_QUERY_PARAMETERS:
        return HTTPStatus.UNPROCESSABLE_ENTITY, "too_many_parameters", "a query may have 64 parameters"
    length = next((value for name, value in headers if name == b"content-length"), b"0")
    if not length.isdigit() or int(length) > MAX_BODY_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, *BODY_TOO_LARGE
    return None


def body_too_large_response() -> Response:
    """Make the answer to a body that grew too large while it was read."""
    return problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, *BODY_TOO_LARGE)
