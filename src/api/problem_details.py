"""Errors as RFC 9457 problem details: never what the client sent, never the text of an unexpected exception."""

import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel
from starlette.responses import Response

from api.entity_tags import entity_tag, version_tag
from application.behaviors.error_behavior import RefusedResult
from application.trace_context import current_trace_id
from domain.errors import DomainError, InvalidRequestError, InvalidValuesError, PreconditionFailedError

PROBLEM_MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One value that cannot be accepted: a JSON pointer into the body, or the parameter's name, and why."""

    pointer: str
    message: str


class Problem(BaseModel):
    """RFC 9457, with a stable `code`, whether trying again may help, and the trace to ask the operator about."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    trace_id: str
    retryable: bool
    errors: Sequence[FieldProblem] = ()


def problem_response(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    trace_id: str = "",
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make the response of a problem."""
    trace_id = trace_id or current_trace_id() or secrets.token_hex(16)
    problem = Problem(
        type=f"urn:cml-fleet:problem:{code}",
        title=status.phrase,
        status=status.value,
        detail=detail,
        instance=f"urn:cml-fleet:trace:{trace_id}",
        code=code,
        trace_id=trace_id,
        retryable=status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE},
        errors=errors,
    )
    return Response(problem.model_dump_json(), status.value, dict(headers or {}), PROBLEM_MEDIA_TYPE)


def refusal_response(result: RefusedResult) -> Response:
    """Make the response of a request that the application refused."""
    error = result.error
    return problem_response(
        HTTPStatus(result.status),
        error.code,
        str(error),
        trace_id=result.trace_id,
        errors=_fields_of(error),
        headers=_headers_of(error),
    )


def tagged_response(content: Any, status: int, version: int | str) -> Response:
    """Make a response of JSON whose ETag begins with the version that it shows."""
    response = json_response(content, status)
    response.headers["ETag"] = entity_tag(version, response.body)
    return response


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Make a response of JSON: bytes are JSON already, models and dataclasses are written as such."""
    body = content if isinstance(content, bytes) else orjson.dumps(content, _model_as_dict, orjson.OPT_NON_STR_KEYS)
    return Response(body, status, dict(headers or {}), media_type="application/json")


def _headers_of(error: DomainError) -> dict[str, str]:
    headers = {}
    if error.retry_after_seconds:
        headers["Retry-After"] = str(round(error.retry_after_seconds) or 1)
    if isinstance(error, PreconditionFailedError):
        headers["ETag"] = version_tag(error.current_version)
    return headers


def _fields_of(error: DomainError) -> list[FieldProblem]:
    if isinstance(error, InvalidValuesError):
        return [FieldProblem(pointer=pointer, message=message) for pointer, message in error.faults]
    if isinstance(error, InvalidRequestError) and error.pointer:
        return [FieldProblem(pointer=error.pointer, message=str(error))]
    return []


def _model_as_dict(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, bytes):
        return orjson.Fragment(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")
