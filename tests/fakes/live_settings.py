"""Settings that somebody changes while the service runs."""

from typing import Any

from domain.settings.fleet_settings import SETTINGS_ID
from domain.settings.settings_events import SettingsChangedDomainEvent
from fakes.fake_clock import NOON


def settings_changed(version: int, values: dict[str, Any]) -> SettingsChangedDomainEvent:
    """Somebody sets values; the settings are at `version` then."""
    return SettingsChangedDomainEvent(
        aggregate_id=SETTINGS_ID,
        created_at=NOON,
        aggregate_version=version,
        changed_by="key:1",
        old_values=dict.fromkeys(values),
        new_values=values,
    )
