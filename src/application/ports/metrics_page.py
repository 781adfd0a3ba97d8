"""The port to what has been measured in this process."""

from typing import NamedTuple, Protocol


class MetricsText(NamedTuple):
    """What a scraper is answered: the text, and its media type."""

    body: bytes
    media_type: str


class MetricsPage(Protocol):
    """All figures of one app at this moment."""

    def render(self, accept: str) -> MetricsText:
        """Write them in the form that the Accept header asks for: OpenMetrics, or Prometheus' text format."""
