"""The aggregate: what is set, by whom, and what it was before."""

import pytest

from domain.events.event_category import EventCategory
from domain.events.fleet_event import FleetEvent
from domain.settings import fleet_settings_state
from domain.settings.fleet_settings import SETTINGS_ID, FleetSettings
from domain.settings.fleet_settings_state import SettingsChange, SetValue
from domain.settings.settings_events import SettingsChangedDomainEvent
from fakes.fake_clock import NOON


def test_change_tells_old_and_new_values() -> None:
    """Of what differs, and nothing where nothing does."""
    settings = FleetSettings.unset()
    settings.change({"a.b": 1, "a.c": None}, "key:1", NOON)
    settings.change({"a.b": 1}, "key:1", NOON)
    settings.change({"a.b": None, "a.c": 2}, "key:2", NOON)
    assert settings.pending_events == [
        SettingsChangedDomainEvent(
            aggregate_id=SETTINGS_ID,
            created_at=NOON,
            aggregate_version=1,
            changed_by="key:1",
            old_values={"a.b": None},
            new_values={"a.b": 1},
        ),
        SettingsChangedDomainEvent(
            aggregate_id=SETTINGS_ID,
            created_at=NOON,
            aggregate_version=2,
            changed_by="key:2",
            old_values={"a.b": 1, "a.c": None},
            new_values={"a.b": None, "a.c": 2},
        ),
    ]
    assert settings.pending_events[0].category is EventCategory.SETTINGS
    assert settings.state.values == {"a.c": SetValue(value=2, set_by="key:2", set_at=NOON)}
    assert [change.version for change in settings.state.changes] == [1, 2]
    assert (settings.state.created_at, settings.state.last_modified) == (NOON, NOON)


def test_history_keeps_the_newest_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is one document; the very newest is kept whatever its size."""
    monkeypatch.setattr(fleet_settings_state, "KEPT_CHANGES", 3)
    settings = FleetSettings.unset()
    for number in range(5):
        settings.change({"a.b": number}, "key:1", NOON)
    assert [change.new_values["a.b"] for change in settings.state.changes] == [2, 3, 4]
    monkeypatch.setattr(fleet_settings_state, "KEPT_CHARACTERS", 10)
    settings.change({"a.b": "large" * 10}, "key:1", NOON)
    assert settings.state.changes == [
        SettingsChange(
            version=6, changed_at=NOON, changed_by="key:1", old_values={"a.b": 4}, new_values={"a.b": "large" * 10}
        )
    ]


def test_state_refuses_what_does_not_happen_to_settings() -> None:
    """A fault of the program, not of a person."""
    with pytest.raises(TypeError):
        FleetSettings.unset().state.on(FleetEvent(aggregate_id="x", created_at=NOON))
