"""ChangeSettingsCommand: set and unset what may change while the service runs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Command, CommandHandler

from application.access.acting import acting_principal
from application.clock import Clock
from application.live.live_settings import LiveSettings
from application.live.settings_dto import SettingsDto, told
from application.live.settings_patch import changes_of
from domain.access.principal import Role
from domain.errors import ConflictError
from domain.settings.fleet_settings import SETTINGS_ID, FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettingsCommand(Command[OperationResult[SettingsDto]]):
    """`patch` is a merge patch (RFC 7396) of the values, by group and name. `expected_versions` None = any."""

    required_role: ClassVar[Role] = Role.ADMIN

    patch: Mapping[str, Any]
    expected_versions: Collection[int] | None = None


class ChangeSettingsCommandHandler(CommandHandler[ChangeSettingsCommand, OperationResult[SettingsDto]]):
    """All of it or nothing. It is in force here when it is answered, and in the other processes within two seconds."""

    def __init__(self, settings: FleetSettingsRepository, live: LiveSettings, clock: Clock) -> None:
        self._settings = settings
        self._live = live
        self._clock = clock

    async def handle_async(self, request: ChangeSettingsCommand) -> OperationResult[SettingsDto]:
        """Change; InvalidValuesError for what cannot be accepted, ConflictError when overtaken twice."""
        principal, now = acting_principal(), self._clock.now()

        def change(loaded: FleetSettings) -> None:
            changes = changes_of(request.patch, loaded.state, self._live.defaults)
            loaded.require_version(request.expected_versions)
            loaded.change(changes, principal.id if principal else "", now)

        settings = await self._settings.get_async(SETTINGS_ID) or FleetSettings.unset()
        change(settings)
        if await self._settings.update_many_async([settings], change):
            raise ConflictError("the settings were changed by somebody else meanwhile, twice; ask again")
        return self.ok(told(self._live))
