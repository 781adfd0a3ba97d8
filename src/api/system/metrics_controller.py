"""What was measured in this process: /metrics, beside /api."""

from classy_fastapi.decorators import get
from starlette.requests import Request
from starlette.responses import Response

from api.controller import FleetController
from application.observability.get_metrics_query import GetMetricsQuery
from application.ports.metrics_page import MetricsText


class MetricsController(FleetController):
    """For a scraper that shows a key; who scrapes without one asks the metrics port."""

    path = "/metrics"

    @get("", include_in_schema=False)
    async def get_metrics(self, request: Request) -> Response:
        """Write the page in the form that the scraper accepts."""
        return await self.execute_async(GetMetricsQuery(request.headers.get("accept", "")), metrics_response)


def metrics_response(text: MetricsText, status: int = 200) -> Response:
    """Make the response of a page."""
    return Response(text.body, status, {"Content-Type": text.media_type})
