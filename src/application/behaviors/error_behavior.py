"""Turns what the domain refuses into results; what nobody expected goes on to the edge."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.pipeline_behavior import PipelineBehavior

from application.trace_context import current_trace_id
from domain import errors

Next = Callable[[], Awaitable[OperationResult[Any]]]

STATUS_BY_ERROR: tuple[tuple[type[errors.DomainError], HTTPStatus], ...] = (
    (errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (errors.ConflictError, HTTPStatus.CONFLICT),
    (errors.PreconditionFailedError, HTTPStatus.PRECONDITION_FAILED),
    (errors.PermissionDeniedError, HTTPStatus.FORBIDDEN),
    (errors.InvalidCursorError, HTTPStatus.BAD_REQUEST),
    (errors.InvalidRequestError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.SourceUnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)


class RefusedResult(OperationResult[Any]):
    """The result of a request that was refused: the error that says why, and the trace it happened in."""

    def __init__(self, status: HTTPStatus, error: errors.DomainError) -> None:
        super().__init__(status.phrase, status.value, str(error))
        self.data = None
        self.error = error
        self.trace_id = current_trace_id()


def refused(error: errors.DomainError) -> RefusedResult:
    """Make the result of an error; its status is that of its nearest class."""
    status = next((status for kind, status in STATUS_BY_ERROR if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    return RefusedResult(status, error)


class ErrorBehavior(PipelineBehavior[Any, OperationResult[Any]]):
    """Domain and port errors become results, so that every interface tells them alike."""

    def __init__(self) -> None:
        """Nothing is needed; neuroglia builds a class with a constructor of its own faster."""

    async def handle_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:  # noqa: ARG002  # neuroglia passes it by position
        """Pass the request on; answer for it when it is refused."""
        try:
            return await next_handler()
        except errors.DomainError as error:
            return refused(error)
