"""InMemoryTelemetry: spans and figures of one app, kept to be looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import DataPointT, InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from application.ports.metrics_page import MetricsText

Labels = frozenset[tuple[str, Any]]


class InMemoryTelemetry:
    """The SDK itself, with exporters that send nothing."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        traces = TracerProvider(shutdown_on_exit=False)
        traces.add_span_processor(SimpleSpanProcessor(self._spans))
        self._reader = InMemoryMetricReader()
        self.tracer = traces.get_tracer("test")
        self.meter = MeterProvider([self._reader], shutdown_on_exit=False).get_meter("test")

    @property
    def spans(self) -> list[ReadableSpan]:
        """The spans that have ended, in the order of their ends."""
        return list(self._spans.get_finished_spans())

    def series(self, name: str) -> Mapping[Labels, float]:
        """The values of an instrument by labels; of a histogram, how many were observed."""
        return {
            frozenset((point.attributes or {}).items()): getattr(point, "count", getattr(point, "value", 0))
            for point in self._points(name)
        }

    def sum_of(self, name: str) -> float:
        """The sum of all that a histogram has observed."""
        return sum(getattr(point, "sum", 0) for point in self._points(name))

    def value(self, name: str, **labels: Any) -> float | None:
        """The value of one series; None where there is none."""
        return self.series(name).get(frozenset(labels.items()))

    def _points(self, name: str) -> Iterator[DataPointT]:
        collected = self._reader.get_metrics_data()
        for resource in collected.resource_metrics if collected else ():
            for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
                if metric.name == name:
                    yield from metric.data.data_points

    def render(self, accept: str) -> MetricsText:
        """The page as a port."""
        return MetricsText(b"# nothing\n", accept or "text/plain")
