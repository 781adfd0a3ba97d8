"""GetAlertQuery: one alert."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.alert.alert_dto import AlertDto
from domain.access.principal import Role
from domain.alert.alert_repository import AlertRepository
from domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class GetAlertQuery(Query[OperationResult[AlertDto]]):
    """The one with this id, also long after it was resolved."""

    required_role: ClassVar[Role] = Role.VIEWER

    alert_id: str


class GetAlertQueryHandler(QueryHandler[GetAlertQuery, OperationResult[AlertDto]]):
    """Reads its document."""

    def __init__(self, alerts: AlertRepository) -> None:
        self._alerts = alerts

    async def handle_async(self, request: GetAlertQuery) -> OperationResult[AlertDto]:
        """NotFoundError where there is none."""
        alert = await self._alerts.get_async(request.alert_id)
        if alert is None:
            raise NotFoundError("there is no alert with this id")
        return self.ok(AlertDto.of(alert.state))
