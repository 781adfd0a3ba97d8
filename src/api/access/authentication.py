"""Tells who sends a request, by the API key it shows."""

from collections.abc import Collection
from http import HTTPStatus
from ipaddress import IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.rate_limit import too_many_response
from api.access.token_buckets import TokenBuckets
from api.problem_details import problem_response, refusal_response
from application.access.acting import acting_as
from application.access.api_key_authenticator import ApiKeyAuthenticator
from application.audit.refused_keys import RefusedKeys
from application.behaviors.error_behavior import refused
from domain.errors import SourceUnavailableError

IPV6_NETWORK = 64
BEARER = b"bearer "


class Authentication:
    """ASGI middleware: everything below /api and /metrics need a key, and act as its owner.

    `failures` limits how often an address may fail; a valid key passes whatever others at its address do. So often, and
    no more often, a wrong key is put on record.
    """

    def __init__(
        self,
        app: ASGIApp,
        authenticator: ApiKeyAuthenticator,
        refused_keys: RefusedKeys,
        failures: TokenBuckets,
        open_paths: Collection[str],
    ) -> None:
        self._app = app
        self._authenticator = authenticator
        self._refused_keys = refused_keys
        self._failures = failures
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as its sender, or answer 401."""
        if scope["type"] != "http" or not self._takes_key(scope):
            await self._app(scope, receive, send)
            return
        try:
            principal = await self._authenticator.authenticate_async(_secret(scope))
        except SourceUnavailableError as error:
            await refusal_response(refused(error))(scope, receive, send)
            return
        if principal is None:
            answer = await self._refusal_async(scope)
            await answer(scope, receive, send)
            return
        with acting_as(principal):
            await self._app(scope, receive, send)

    def _takes_key(self, scope: Scope) -> bool:
        """Whether a key is looked at; where it would only tell more, one must be shown first."""
        path = scope["path"]
        needed = path == "/metrics" or path.startswith("/api/")
        return (needed and path not in self._open_paths) or (path == "/readyz" and bool(_secret(scope)))

    async def _refusal_async(self, scope: Scope) -> ASGIApp:
        address = _address(scope)
        allowance = self._failures.take(address)
        if not allowance.granted:
            return too_many_response(allowance, "too many keys were not valid")
        if _secret(scope):
            await self._refused_keys.note_async(address, scope["method"], scope["path"])
        return _unauthorized()


def _address(scope: Scope) -> str:
    """Where a request comes from; IPv6 by its network, as one client has as many addresses there as it likes."""
    host = str(scope["client"][0]) if scope.get("client") else ""
    try:
        return str(IPv6Network((host, IPV6_NETWORK), strict=False)) if ":" in host else host
    except ValueError:  # a proxy may say anything
        return host


def _secret(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(BEARER)].lower() == BEARER:
            secret: bytes = value[len(BEARER) :].strip()
            return secret.decode("latin-1")
    return ""


def _unauthorized() -> ASGIApp:
    return problem_response(
        HTTPStatus.UNAUTHORIZED,
        "unauthorized",
        "show a valid API key: Authorization: Bearer cmlf_...",
        headers={"WWW-Authenticate": "Bearer"},
    )
