"""One span per command and query."""

from collections.abc import Awaitable, Callable
from typing import Any

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.pipeline_behavior import PipelineBehavior
from opentelemetry.trace import Tracer

Next = Callable[[], Awaitable[OperationResult[Any]]]


class TracingBehavior(PipelineBehavior[Any, OperationResult[Any]]):
    """The span is named after the request's class."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    async def handle_async(self, request: Any, next_handler: Next) -> OperationResult[Any]:
        """Pass the request on inside the span."""
        with self._tracer.start_as_current_span(type(request).__name__):
            return await next_handler()
