"""ListAlertsQuery: what needs somebody's care."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.alert.alert_criteria import AlertCriteria
from application.alert.alert_dto import AlertDto
from application.worker.current_alerts import CurrentAlerts
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class AlertList:
    """Alerts, the newest first; `total` counts also those that the limit left out."""

    items: Sequence[AlertDto]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAlertsQuery(Query[OperationResult[AlertList]]):
    """Those that are so, and those that were resolved within a day."""

    required_role: ClassVar[Role] = Role.VIEWER

    criteria: AlertCriteria = field(default_factory=AlertCriteria)
    limit: int = 500


class ListAlertsQueryHandler(QueryHandler[ListAlertsQuery, OperationResult[AlertList]]):
    """Reads the memory."""

    def __init__(self, current: CurrentAlerts) -> None:
        self._current = current

    async def handle_async(self, request: ListAlertsQuery) -> OperationResult[AlertList]:
        """Return the newest of those that were asked for."""
        found = sorted(
            request.criteria.select(self._current), key=lambda alert: (alert.created_at, alert.id), reverse=True
        )
        return self.ok(AlertList([AlertDto.of(alert) for alert in found[: request.limit]], len(found)))
