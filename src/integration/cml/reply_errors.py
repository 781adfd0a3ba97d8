"""What a reply that is no success means."""

from http import HTTPStatus

import msgspec

from application.ports.cml_errors import (
    CMLBootingError,
    CMLCredentialsRejectedError,
    CMLMaintenanceError,
    CMLRefusedError,
    CMLUnreachableError,
)
from domain.errors import DomainError, NotFoundError
from integration.cml.circuit_breaker import AnsweredWithFaultError
from integration.cml.cml_call import CMLReply

GATEWAY_ERRORS = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
MOST_CHARACTERS = 300
MAINTENANCE = "maintenance"


class _Problem(msgspec.Struct):
    description: object = None


def reply_error(url: str, path: str, reply: CMLReply, secrets: tuple[str, ...]) -> DomainError:
    """Say what is the matter. The controller's own words are told literally, but for secrets that it echoes."""
    words = _words(reply, secrets)
    if MAINTENANCE in words.lower():
        return CMLMaintenanceError(f"{url} is in maintenance: {words}")
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _server_error(url, path, reply, words)
    return _client_error(url, path, reply, words)


def _server_error(url: str, path: str, reply: CMLReply, words: str) -> CMLBootingError | CMLUnreachableError:
    if reply.status in GATEWAY_ERRORS and not words:
        return CMLBootingError(f"{url} is still starting (HTTP {reply.status} of its web server)")
    return AnsweredWithFaultError(f"{url} failed at {path} (HTTP {reply.status}{_told(words)})")


def _client_error(url: str, path: str, reply: CMLReply, words: str) -> DomainError:
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return AnsweredWithFaultError(f"{url} asks for fewer calls (HTTP {reply.status}{_told(words)})")
    if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return CMLCredentialsRejectedError(f"{url} does not let these credentials do {path}{_told(words)}")
    if reply.status == HTTPStatus.NOT_FOUND:
        return NotFoundError(f"{url} has no {path}")
    return CMLRefusedError(words or f"{url} refused {path} (HTTP {reply.status})")


def _words(reply: CMLReply, secrets: tuple[str, ...]) -> str:
    try:
        description = msgspec.json.decode(reply.body, type=_Problem).description
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    words = description if isinstance(description, str) else "no reason"
    for secret in secrets:
        words = words.replace(secret, "***")
    return words[:MOST_CHARACTERS]


def _told(words: str) -> str:
    return f": {words}" if words else ""
