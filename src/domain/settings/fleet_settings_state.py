"""What is set: made from its events and from nothing else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.aggregate import NEVER, FleetAggregateState
from domain.events.fleet_event import FleetEvent
from domain.settings.settings_events import SettingsChangedDomainEvent

KEPT_CHANGES = 500
KEPT_CHARACTERS = 2_000_000
"""All of them are one document, which MongoDB limits to 16 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValue:
    """A JSON value that was set, by whom and when."""

    value: Any
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange:
    """One change that was made; the settings were at `version` after it. None = not set."""

    version: int
    changed_at: datetime
    changed_by: str
    old_values: Mapping[str, Any]
    new_values: Mapping[str, Any]


@dataclass(kw_only=True)
class FleetSettingsState(FleetAggregateState):
    """What is set, by name, also what only another version of the service knows; the latest changes, oldest first."""

    id: str = ""
    state_version: int = 0
    created_at: datetime = NEVER
    last_modified: datetime = NEVER

    values: Mapping[str, SetValue] = field(default_factory=dict)
    changes: Sequence[SettingsChange] = ()

    def on(self, event: FleetEvent) -> None:
        """Change this state as `event` says."""
        if not isinstance(event, SettingsChangedDomainEvent):
            raise TypeError(f"the state of settings cannot follow from {type(event).__name__}")
        if not self.state_version:
            self.created_at = event.created_at
        self.last_modified = event.created_at
        self.values = _set(self.values, event)
        change = SettingsChange(
            version=event.aggregate_version,
            changed_at=event.created_at,
            changed_by=event.changed_by,
            old_values=event.old_values,
            new_values=event.new_values,
        )
        self.changes = _newest([*self.changes, change])


def _set(values: Mapping[str, SetValue], event: SettingsChangedDomainEvent) -> dict[str, SetValue]:
    news = {
        name: SetValue(value=value, set_by=event.changed_by, set_at=event.created_at)
        for name, value in event.new_values.items()
        if value is not None
    }
    kept = {name: value for name, value in values.items() if name not in event.new_values}
    return dict(sorted({**kept, **news}.items()))


def _newest(changes: Sequence[SettingsChange]) -> Sequence[SettingsChange]:
    """Keep the newest that are small enough together, and the very newest in any case."""
    kept: list[SettingsChange] = []
    characters = 0
    for change in reversed(changes[-KEPT_CHANGES:]):
        characters += len(json.dumps([change.old_values, change.new_values]))
        if kept and characters > KEPT_CHARACTERS:
            break
        kept.append(change)
    return kept[::-1]
