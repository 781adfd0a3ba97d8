"""GetSettingsQuery: what is in force, and where it comes from."""

from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.live.live_settings import LiveSettings
from application.live.settings_dto import SettingsDto, told
from domain.access.principal import Role


@dataclass(frozen=True, slots=True)
class GetSettingsQuery(Query[OperationResult[SettingsDto]]):
    """All that may change while the service runs."""

    required_role: ClassVar[Role] = Role.VIEWER


class GetSettingsQueryHandler(QueryHandler[GetSettingsQuery, OperationResult[SettingsDto]]):
    """Tells what this process has in force."""

    def __init__(self, live: LiveSettings) -> None:
        self._live = live

    async def handle_async(self, request: GetSettingsQuery) -> OperationResult[SettingsDto]:  # noqa: ARG002  # asks for all
        """Return it."""
        return self.ok(told(self._live))
