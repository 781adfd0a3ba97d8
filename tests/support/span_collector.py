"""A collector of spans: OTLP over HTTP, as far as a service speaks it."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.loopback import LOOPBACK


class SpanCollector:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.resource: dict[str, str] = {}
        self.spans: list[Any] = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self.address = f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def start(self) -> None:
        """Listen."""
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def named(self, name: str) -> list[Any]:
        """The spans of this name."""
        return [span for span in self.spans if span.name == name]

    def take(self, body: bytes) -> None:
        """Take one export."""
        for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resource = {item.key: item.value.string_value for item in sent.resource.attributes}
            self.spans += [span for scope in sent.scope_spans for span in scope.spans]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self.take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                take(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
                """Say nothing."""

        return Handler


def attributes_of(span: Any) -> dict[str, Any]:
    """The attributes of a span as plain values."""
    return {item.key: getattr(item.value, item.value.WhichOneof("value")) for item in span.attributes}
