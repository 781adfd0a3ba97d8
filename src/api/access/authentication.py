"""Tells who sends a request, by the API key it shows."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problem_details import problem_response, refusal_response
from application.access.acting import acting_as
from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.behaviors.error_behavior import refused
from domain.errors import SourceUnavailableError

BEARER = b"bearer "


class Authentication:
    """ASGI middleware: everything below /api and /metrics need a key, and act as its owner."""

    def __init__(self, app: ASGIApp, authenticator: ApiKeyAuthenticator) -> None:
        self._app = app
        self._authenticator = authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as its sender, or answer 401."""
        if scope["type"] != "http" or not _takes_key(scope):
            await self._app(scope, receive, send)
            return
        try:
            principal = await self._authenticator.authenticate_async(_secret(scope))
        except SourceUnavailableError as error:
            await refusal_response(refused(error))(scope, receive, send)
            return
        if principal is None:
            await _unauthorized(scope, receive, send)
            return
        with acting_as(principal):
            await self._app(scope, receive, send)


def _takes_key(scope: Scope) -> bool:
    """Whether a key is looked at; where it would only tell more, one must be shown first."""
    path = scope["path"]
    return path == "/metrics" or path.startswith("/api/") or (path == "/readyz" and bool(_secret(scope)))


def _secret(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(BEARER)].lower() == BEARER:
            secret: bytes = value[len(BEARER) :].strip()
            return secret.decode("latin-1")
    return ""


async def _unauthorized(scope: Scope, receive: Receive, send: Send) -> None:
    response = problem_response(
        HTTPStatus.UNAUTHORIZED,
        "unauthorized",
        "show a valid API key: Authorization: Bearer cmlf_...",
        headers={"WWW-Authenticate": "Bearer"},
    )
    await response(scope, receive, send)
