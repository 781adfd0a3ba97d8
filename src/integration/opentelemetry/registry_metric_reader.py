"""RegistryMetricReader: OpenTelemetry's Prometheus exporter with a registry of one app."""

from typing import Any, cast

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.registry import Collector


class RegistryMetricReader(PrometheusMetricReader):
    """The base class knows only the registry of the whole process, in which two apps would meet (0.59b0)."""

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__()
        collector = cast("Collector", self._collector)  # it is one by what it can do
        REGISTRY.unregister(collector)
        registry.register(collector)

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:
        """Leave the registry be: it goes with the app."""
