"""Keeps web pages away from the control API, which listens without a password on loopback."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

PREFIX: Final = "/_simulator/"
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard_control(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a control request from a browser's page or under a name that is not loopback's."""
    if not request.path.startswith(PREFIX):
        return await handler(request)
    if "Origin" in request.headers or not is_loopback(request.headers.get("Host", "")):
        return web.json_response({"error": "only for local programs, not for web pages"}, status=403)
    return await handler(request)


def is_loopback(host: str) -> bool:
    """Tell whether a Host header names this machine; the port does not matter."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK_NAMES
    except ValueError:
        return False
