"""Settings that somebody changes while the service runs."""

from typing import Any

from domain.settings.fleet_settings import SETTINGS_ID, FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository
from domain.settings.settings_events import SettingsChangedDomainEvent
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess

SMALL = {"instance_type": "m5zn.metal", "regions": {"us-east-1": {"ami_name": "cml*"}}}
HOURS = {"time_zone": "Europe/Berlin", "days": ["mon", "fri"], "begin": "08:00", "end": "18:30"}


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


async def set_values(process: FakeProcess, values: dict[str, Any], by: str = "key:1") -> None:
    """Set without looking at what it is, as another version of the service may have done."""
    repository: FleetSettingsRepository = process.get(FleetSettingsRepository)  # type: ignore[type-abstract]
    settings = await repository.get_async(SETTINGS_ID) or FleetSettings.unset()
    settings.change(values, by, NOON)
    await repository.update_async(settings)
