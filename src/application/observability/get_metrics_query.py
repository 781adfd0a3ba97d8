"""GetMetricsQuery: what was measured in this process."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.ports.metrics_page import MetricsPage, MetricsText
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetMetricsQuery(Query[OperationResult[MetricsText]]):
    """`accept` is the Accept header of who asks."""

    required_role: ClassVar[Role] = Role.VIEWER

    accept: str = ""


class GetMetricsQueryHandler(QueryHandler[GetMetricsQuery, OperationResult[MetricsText]]):
    """Names of accounts, regions and jobs are on the page: it takes a key, unlike the port for scrapers."""

    def __init__(self, page: MetricsPage) -> None:
        self._page = page

    async def handle_async(self, request: GetMetricsQuery) -> OperationResult[MetricsText]:
        """Write the page."""
        return self.ok(self._page.render(request.accept))
