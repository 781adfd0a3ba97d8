"""Turns a refusal (RFC 9457 problem details, or anything else) into one sentence and an exit code."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cli.errors import CliError, ConflictError, NotAllowedError, NotFoundError, OverloadedError, TimedOutError

if TYPE_CHECKING:
    import httpx

ERRORS: dict[int, type[CliError]] = {
    HTTPStatus.UNAUTHORIZED: NotAllowedError,
    HTTPStatus.FORBIDDEN: NotAllowedError,
    HTTPStatus.NOT_FOUND: NotFoundError,
    HTTPStatus.REQUEST_TIMEOUT: TimedOutError,
    HTTPStatus.GATEWAY_TIMEOUT: TimedOutError,
    HTTPStatus.CONFLICT: ConflictError,
    HTTPStatus.PRECONDITION_FAILED: ConflictError,
}
NO_KEY = "No key was sent; name one with --token, CML_FLEET_TOKEN or CML_FLEET_TOKEN_FILE."


def error_from(response: "httpx.Response") -> CliError:
    """Return the error that an answer stands for; its body must have been read."""
    status, sentence = response.status_code, sentence_from(response)
    if status not in ERRORS and (status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR):
        return OverloadedError(sentence, retry_after_seconds(response))
    if status == HTTPStatus.UNAUTHORIZED and "Authorization" not in response.request.headers:
        sentence = f"{sentence} {NO_KEY}"
    return ERRORS.get(status, CliError)(sentence)


def sentence_from(response: "httpx.Response") -> str:
    """Return what the server says went wrong."""
    problem = _json_object(response)
    said = problem.get("detail") or problem.get("title") or problem.get("error") or response.reason_phrase
    parts = "; ".join(_faults(problem.get("errors"), said))
    sentence = f"{str(said).rstrip('.')}{f' ({parts})' if parts else ''}."
    return sentence if problem else f"The server answered {response.status_code}: {sentence}"


def _faults(errors: Any, said: Any) -> Iterator[str]:
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict) and error.get("message") != said:
            yield ": ".join(str(error[key]) for key in ("pointer", "message") if error.get(key))


def _json_object(response: "httpx.Response") -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def retry_after_seconds(response: "httpx.Response") -> float:
    """Return how long the server wants to be left alone, 0 when it does not say (RFC 9110, 10.2.3; seconds only)."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0
