"""What happens outside the mediator, as problem details: no such route, a body that does not fit, a fault."""

from collections.abc import Sequence
from http import HTTPStatus
from itertools import takewhile
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.allowed_methods import allowed_methods
from api.limits import BodyTooLargeError, body_too_large_response
from api.problem_details import FieldProblem, problem_response, refusal_response
from application.behaviors.error_behavior import refused
from domain.errors import DomainError

NAMED_BY_CLIENT = {"extra_forbidden", "json_invalid"}
"""Errors whose place is the client's own: the name of an unknown field, an offset into broken JSON."""

log = structlog.get_logger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with problem details."""
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(BodyTooLargeError, _on_body_too_large)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(DomainError, _on_refusal)
    app.add_exception_handler(Exception, _on_fault)


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = HTTPStatus(getattr(error, "status_code", 500))
    code = status.phrase.lower().replace(" ", "_")
    headers = getattr(error, "headers", None)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": allowed_methods(request.app.routes, request.scope)}
    return problem_response(status, code, status.description or status.phrase, headers=headers)


async def _on_body_too_large(request: Request, error: Exception) -> Response:  # noqa: ARG001  # starlette's form
    if not isinstance(error, BodyTooLargeError):
        raise error
    return body_too_large_response(error)


async def _on_invalid(request: Request, error: Exception) -> Response:  # noqa: ARG001  # starlette's form
    found: Sequence[Any] = getattr(error, "errors", list)()
    fields = [FieldProblem(pointer=_pointer(item["type"], item["loc"]), message=item["msg"]) for item in found]
    detail = "a value cannot be accepted" if len(fields) == 1 else f"{len(fields)} values cannot be accepted"
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail, errors=fields)


async def _on_refusal(request: Request, error: Exception) -> Response:  # noqa: ARG001  # starlette's form
    if not isinstance(error, DomainError):
        raise error
    return refusal_response(refused(error))


async def _on_fault(request: Request, error: Exception) -> Response:  # starlette's form
    response = problem_response(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "an unexpected fault of the service; its log says more"
    )
    log.error("request_failed", method=request.method, route=request.url.path, exc_info=error)
    return response


def _pointer(kind: str, location: Sequence[Any]) -> str:
    """A JSON pointer (RFC 6901) into a body, the parameter's name elsewhere: only what the service knows by name."""
    place, *rest = location
    if kind in NAMED_BY_CLIENT:
        rest = rest[:-1]
    if place != "body":
        return str(rest[0]) if rest else str(place)
    field, *below = rest or [""]
    indices = takewhile(lambda part: isinstance(part, int), below)  # what follows is a key that the client chose
    return "".join(f"/{part}" for part in (field, *indices)) if field else ""
