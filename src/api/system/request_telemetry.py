"""RequestTelemetry: one span and one observation for each HTTP request."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.metrics import Meter
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.events.sse_handover import HANDOVER
from application.clock import Clock
from application.trace_context import current_traceparent

BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMEASURED = frozenset({"/livez", "/readyz", "/metrics"})
TRACE_HEADERS = frozenset({b"traceparent", b"tracestate"})
SERVER_ERROR = 500

_propagator = TraceContextTextMapPropagator()


class RequestTelemetry:
    """ASGI middleware around everything that answers. What is asked to see how we are is not measured itself.

    A stream counts as answered when it is handed over: neither its writes nor its length are seen here.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer, meter: Meter, clock: Clock) -> None:
        self._app = app
        self._tracer = tracer
        self._clock = clock
        self._duration = meter.create_histogram(
            "cml_fleet.http.request.duration",
            "s",
            "Time until a request was answered, by route, method and class of status.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on inside a span that goes on with the caller's trace."""
        if scope["type"] != "http" or scope["path"] in UNMEASURED:
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        caller = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in TRACE_HEADERS}
        context = _propagator.extract(caller)
        with self._tracer.start_as_current_span(method, context, SpanKind.SERVER) as span:
            answer = _Answer(send)
            with self._measuring(scope, method, span, answer):
                await self._app(scope, receive, answer)

    @contextmanager
    def _measuring(self, scope: Scope, method: str, span: Span, answer: "_Answer") -> Iterator[None]:
        """Name the span and the observation once the route is known (OpenTelemetry, "HTTP spans")."""
        began_seconds = self._clock.monotonic_seconds()
        try:
            yield
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            status = answer.status or (200 if scope.get(HANDOVER) else 0)
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.request.method": method, "http.route": route, "url.path": scope["path"]})
            span.set_attribute("http.response.status_code", status)
            if status >= SERVER_ERROR:
                span.set_status(Status(StatusCode.ERROR))
            told = {"method": method, "route": route, "status": f"{status // 100}xx" if status else "none"}
            self._duration.record(self._clock.monotonic_seconds() - began_seconds, told)


class _Answer:
    """Sees the status, and tells the caller which trace it was answered in."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            trace = (b"traceresponse", current_traceparent().encode())
            message = {**message, "headers": [*message.get("headers", ()), trace]}
        await self._send(message)
