"""How the control API says no."""

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlError(Exception):
    """A request that cannot be carried out; becomes `{"error": ...}` with the status."""

    def __init__(self, message: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> None:
        super().__init__(message)
        self.status = status


@web.middleware
async def word_control_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a ControlError, or a path that does not exist, into its answer."""
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response({"error": str(error)}, status=error.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        return web.json_response({"error": error.reason}, status=error.status)


async def read_object(request: web.Request) -> dict[str, Any]:
    """Read a JSON object; an empty body is an empty object. Raises ControlError."""
    try:
        document = json.loads(await request.read() or b"{}")
    except ValueError:
        raise ControlError("the body is not JSON") from None
    if not isinstance(document, dict):
        raise ControlError("the body is not a JSON object")
    return document
