"""Live settings as every interface shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from application.live.evaluation import place_of
from application.live.live_settings import LiveSettings, SettingSource
from application.live.live_values import LiveValues


class SettingDetailDto(BaseModel):
    """Where a value comes from. `otherwise` is in force when it is unset; `set_by` and `set_at` tell of a live one."""

    source: SettingSource
    description: str
    otherwise: Any
    set_by: str | None
    set_at: datetime | None


class SettingFaultDto(BaseModel):
    """What is set and cannot be used, and why: `otherwise` is in force in its place."""

    name: str
    message: str


class SettingsDto(BaseModel):
    """What is in force, details by name as `intervals.labs_seconds`, and what is set and cannot be used."""

    version: int
    values: LiveValues
    details: Mapping[str, SettingDetailDto]
    faults: Sequence[SettingFaultDto]


def told(live: LiveSettings) -> SettingsDto:
    """Tell what is in force in this process."""
    names = [*live.defaults, *(f"templates.{name}" for name in live.now.templates)]
    return SettingsDto(
        version=live.state.state_version,
        values=live.now,
        details={name: _detail(name, live) for name in names},
        faults=[SettingFaultDto(name=fault.name, message=fault.message) for fault in live.faults],
    )


def _detail(name: str, live: LiveSettings) -> SettingDetailDto:
    source = live.source_of(name)
    known = live.state.values.get(name) if source is SettingSource.LIVE else None
    return SettingDetailDto(
        source=source,
        description=_description(name),
        otherwise=live.defaults.get(name),
        set_by=known and known.set_by,
        set_at=known and known.set_at,
    )


def _description(name: str) -> str:
    group, field = place_of(name)
    fields = getattr(LiveValues.model_fields[group].annotation, "model_fields", {})
    return fields[field].description if field in fields else "a launch template"
