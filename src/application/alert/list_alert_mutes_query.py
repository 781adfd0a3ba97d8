"""ListAlertMutesQuery: what calls nobody, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.clock import Clock
from domain.access.principal import Role
from domain.alert.alert_mute import AlertMute, AlertMuteRepository


@dataclass(frozen=True, slots=True)
class ListAlertMutesQuery(Query[OperationResult[Sequence[AlertMute]]]):
    """Those that hold."""

    required_role: ClassVar[Role] = Role.VIEWER


class ListAlertMutesQueryHandler(QueryHandler[ListAlertMutesQuery, OperationResult[Sequence[AlertMute]]]):
    """The first to end first."""

    def __init__(self, mutes: AlertMuteRepository, clock: Clock) -> None:
        self._mutes = mutes
        self._clock = clock

    async def handle_async(
        self,
        request: ListAlertMutesQuery,  # noqa: ARG002  # asks all
    ) -> OperationResult[Sequence[AlertMute]]:
        """Leave out those that have ended."""
        now = self._clock.now()
        return self.ok([mute for mute in await self._mutes.list_async() if mute.until > now])
