"""Refuses what is too large before anybody parses it."""

import re
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problem_details import problem_response

MIB = 1024 * 1024
MAX_BODY_MIB = 1
MAX_TOPOLOGY_MIB = 5
TOPOLOGY_PATH = re.compile(r"/api/workers/[^/]+/labs:import")
MAX_HEADER_BYTES = 16 * 1024
MAX_QUERY_PARAMETERS = 64


class BodyTooLargeError(HTTPException):
    """More bytes came than a body may have. FastAPI lets only its own kind of error through while it reads one."""

    def __init__(self, most_mib: int) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self.most_mib = most_mib


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
        await self._app(scope, _Counted(receive, _most_mib(scope)), send)


class _Counted:
    def __init__(self, receive: Receive, most_mib: int) -> None:
        self._receive = receive
        self._most_mib = most_mib
        self._received = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > self._most_mib * MIB:
            raise BodyTooLargeError(self._most_mib)
        return message


def _refusal(scope: Scope) -> tuple[HTTPStatus, str, str] | None:
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", "headers may have 16 KiB together"
    if scope["query_string"].count(b"&") >= MAX_QUERY_PARAMETERS:
        return HTTPStatus.UNPROCESSABLE_ENTITY, "too_many_parameters", "a query may have 64 parameters"
    length = next((value for name, value in headers if name == b"content-length"), b"0")
    most_mib = _most_mib(scope)
    if not length.isdigit() or int(length) > most_mib * MIB:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, *_too_large(most_mib)
    return None


def body_too_large_response(error: BodyTooLargeError) -> Response:
    """Make the answer to a body that grew too large while it was read."""
    return problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, *_too_large(error.most_mib))


def _most_mib(scope: Scope) -> int:
    return MAX_TOPOLOGY_MIB if TOPOLOGY_PATH.fullmatch(scope["path"]) else MAX_BODY_MIB


def _too_large(most_mib: int) -> tuple[str, str]:
    return "body_too_large", f"a body may have {most_mib} MiB"
