"""RateLimit: how often a key may ask."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.token_buckets import Allowance, TokenBuckets
from api.problem_details import problem_response
from application.access.acting import acting_principal


class RateLimit:
    """ASGI middleware inside Authentication: a bucket per principal, told with every reply.

    The fields are those of draft-ietf-httpapi-ratelimit-headers. A stream counts once, when it is opened;
    what lies outside /api, such as health, never counts.
    """

    def __init__(self, app: ASGIApp, buckets: TokenBuckets) -> None:
        self._app = app
        self._buckets = buckets
        self._policy = f'"requests";{buckets.policy}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its sender has tokens, or answer 429."""
        principal = acting_principal()
        if principal is None or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        allowance = self._buckets.take(principal.id)
        app = self._app if allowance.granted else too_many_response(allowance, "this key asks too often")
        await app(scope, receive, self._telling(send, allowance))

    def _telling(self, send: Send, allowance: Allowance) -> Send:
        async def send_with_limit(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = self._policy
                headers["RateLimit"] = f'"requests";r={allowance.remaining};t={allowance.full_seconds}'
            await send(message)

        return send_with_limit


def too_many_response(allowance: Allowance, detail: str) -> ASGIApp:
    """Make the answer to who has no token left."""
    wait = {"Retry-After": str(allowance.next_seconds)}
    return problem_response(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", detail, headers=wait)
