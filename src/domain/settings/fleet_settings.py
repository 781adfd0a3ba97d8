"""FleetSettings: what people have set while the service runs, with its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from domain.aggregate import FleetAggregate
from domain.settings.fleet_settings_state import FleetSettingsState
from domain.settings.settings_events import SettingsChangedDomainEvent

SETTINGS_ID = "settings"


class FleetSettings(FleetAggregate[FleetSettingsState]):
    """There is one. What it holds was validated by whoever changed it, perhaps by another version of the service."""

    @classmethod
    def unset(cls) -> Self:
        """Return the settings before anybody has set one."""
        return cls.from_state(FleetSettingsState(id=SETTINGS_ID))

    def change(self, values: Mapping[str, Any], by: str, at: datetime) -> None:
        """Set JSON values by name, and unset where the value is None; what is so already is no change."""
        known = {name: known.value for name, known in self.state.values.items()}
        news = {name: value for name, value in values.items() if value != known.get(name)}
        if not news:
            return
        self.raise_event(
            SettingsChangedDomainEvent,
            at,
            changed_by=by,
            old_values={name: known.get(name) for name in news},
            new_values=news,
        )
