"""ListSettingsChangesQuery: who changed what, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.live.live_settings import LiveSettings
from domain.access.principal import Role
from domain.settings.fleet_settings_state import SettingsChange


@dataclass(frozen=True, slots=True)
class SettingsChangePage:
    """Changes, the newest first; `next_before` is what to ask on with, None at the end."""

    items: Sequence[SettingsChange]
    next_before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettingsChangesQuery(Query[OperationResult[SettingsChangePage]]):
    """Those that led to a version before `before`, the newest of all where it is None."""

    required_role: ClassVar[Role] = Role.VIEWER

    before: int | None = None
    limit: int = 50


class ListSettingsChangesQueryHandler(QueryHandler[ListSettingsChangesQuery, OperationResult[SettingsChangePage]]):
    """Reads what this process has in memory."""

    def __init__(self, live: LiveSettings) -> None:
        self._live = live

    async def handle_async(self, request: ListSettingsChangesQuery) -> OperationResult[SettingsChangePage]:
        """Return one page."""
        newest_first = reversed(self._live.state.changes)
        found = [change for change in newest_first if request.before is None or change.version < request.before]
        page = found[: request.limit]
        return self.ok(SettingsChangePage(page, page[-1].version if len(found) > len(page) else None))
