"""How a route may refuse, as its OpenAPI document says it."""

from http import HTTPStatus
from typing import Any

from api.problem_details import PROBLEM_MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]

EXAMPLES = {
    400: ("invalid_cursor", "the cursor is not one that this list gave out"),
    401: ("unauthorized", "show a valid API key: Authorization: Bearer cmlf_..."),
    403: ("permission_denied", "this needs the role operator"),
    404: ("not_found", "the fleet has no worker with this id"),
    409: ("conflict", "the worker was changed by somebody else meanwhile, twice; ask again"),
    412: ("precondition_failed", "it was changed meanwhile and is at version 8 now; look again"),
    413: ("body_too_large", "a body may have 1 MiB"),
    422: ("invalid_request", "a value cannot be accepted"),
    429: ("too_many_requests", "this key asks too often"),
    431: ("headers_too_large", "headers may have 16 KiB together"),
    500: ("internal_error", "an unexpected fault of the service; its log says more"),
    503: ("database_unavailable", "the database does not answer"),
}
ALWAYS = (400, 401, 403, 413, 422, 429, 431, 500, 503)
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"

NOT_MODIFIED: Responses = {304: {"description": "What the client has, as If-None-Match says, is what there is."}}
"""Of a route whose reply has an ETag."""


def problems(*statuses: int) -> Responses:
    """The problems that any route may answer with, and those of `statuses`."""
    return {status: _problem(HTTPStatus(status)) for status in sorted({*ALWAYS, *statuses})}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _example(status)}
    return {"description": status.phrase, "content": {PROBLEM_MEDIA_TYPE: content}}


def _example(status: HTTPStatus) -> dict[str, Any]:
    code, detail = EXAMPLES[status]
    unfit = status is HTTPStatus.UNPROCESSABLE_ENTITY
    return {
        "type": f"urn:cml-fleet:problem:{code}",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": f"urn:cml-fleet:trace:{TRACE_ID}",
        "code": code,
        "trace_id": TRACE_ID,
        "retryable": status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE},
        "errors": [{"pointer": "/region", "message": "Field required"}] if unfit else [],
    }
