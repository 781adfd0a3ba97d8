"""One span per command and query."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.pipeline_behavior import PipelineBehavior
from opentelemetry.trace import Status, StatusCode, Tracer

Next = Callable[[], Awaitable[OperationResult[Any]]]


class TracingBehavior(PipelineBehavior[Any, OperationResult[Any]]):
    """The span is named after the request's class; `result.status` is the status of its result, as in HTTP."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    async def handle_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:
        """Pass the request on inside the span."""
        with self._tracer.start_as_current_span(type(request).__name__) as span:
            result = await next_handler()
            span.set_attribute("result.status", result.status)
            if result.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                span.set_status(Status(StatusCode.ERROR, result.detail))
            return result
