"""The port MetricsPage on Prometheus' client."""

from prometheus_client.exposition import choose_encoder

from application.ports.metrics_page import MetricsText
from integration.opentelemetry.open_telemetry import OpenTelemetry


class PrometheusMetricsPage:
    """Looks at every gauge when it is asked for."""

    def __init__(self, telemetry: OpenTelemetry) -> None:
        self._registry = telemetry.registry

    def render(self, accept: str) -> MetricsText:
        """Write OpenMetrics for who accepts it, Prometheus' text format otherwise."""
        encode, media_type = choose_encoder(accept)
        return MetricsText(encode(self._registry), media_type)
