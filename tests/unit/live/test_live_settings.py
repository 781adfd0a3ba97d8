"""What is in force: what was set live, else what the environment says, else a default."""

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from application.live.environment_values import OF_SETTINGS, environment_values
from application.live.evaluation import usable_of
from application.live.idle_rules import Weekday
from application.live.live_settings import LiveSettings, SettingSource
from application.live.live_values import LiveValues
from application.settings import Settings
from domain.errors import ConflictError
from domain.settings.fleet_settings import SETTINGS_ID, FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.live_settings import HOURS, SMALL, set_values
from fakes.worker_steps import born


def test_every_live_setting_has_a_default() -> None:
    """Each field that the environment can give names a setting that there is."""
    assert set(OF_SETTINGS.values()) <= set(Settings.model_fields)
    values, faults = usable_of(environment_values(Settings()), {})
    assert faults == []
    assert (values.intervals.worker_metrics_seconds, values.idle.enabled, values.templates) == (300, False, {})


async def test_environment_is_in_force_while_nothing_is_set(process: FakeProcess) -> None:
    """The source of a value is told: default, or environment."""
    live = process.get(LiveSettings)
    assert (live.now.intervals.labs_seconds, live.now.intervals.cml_health_seconds) == (900, 60)
    assert live.source_of("intervals.labs_seconds") is SettingSource.ENVIRONMENT
    assert live.source_of("intervals.cml_health_seconds") is SettingSource.DEFAULT
    assert live.state.state_version == 0


async def test_value_is_in_force_as_soon_as_it_was_set(process: FakeProcess) -> None:
    """In the process that set it, before the command is answered; unset, the environment holds again."""
    live = process.get(LiveSettings)
    await set_values(process, {"intervals.labs_seconds": 60, "templates.small": SMALL, "idle.working_hours": HOURS})
    assert live.now.intervals.labs_seconds == 60
    assert live.now.templates["small"].regions["us-east-1"].ami_name == "cml*"
    hours = live.now.idle.working_hours
    assert hours is not None
    assert (hours.days, hours.begin) == ((Weekday.MONDAY, Weekday.FRIDAY), time(8))
    assert live.source_of("intervals.labs_seconds") is SettingSource.LIVE
    await set_values(process, {"intervals.labs_seconds": None})
    assert live.now.intervals.labs_seconds == 900
    assert live.source_of("intervals.labs_seconds") is SettingSource.ENVIRONMENT


async def test_every_process_follows(world: FakeWorld, process: FakeProcess) -> None:
    """Another one hears of it by the log; one that starts later finds it in the document."""
    async with FakeProcess(world) as another:
        await set_values(process, {"intervals.labs_seconds": 60})
        await until(lambda: another.get(LiveSettings).now.intervals.labs_seconds == 60)
    async with FakeProcess(world) as later:
        assert later.get(LiveSettings).now.intervals.labs_seconds == 60


async def test_start_knows_what_was_set_when_its_document_is_behind(world: FakeWorld, process: FakeProcess) -> None:
    """The log is the truth: what was appended and not projected is followed, and projected again."""
    await set_values(process, {"intervals.labs_seconds": 60})
    world.documents.settings.clear()
    async with FakeProcess(world) as later:
        assert later.get(LiveSettings).now.intervals.labs_seconds == 60
    assert world.documents.settings[SETTINGS_ID].state_version == 1


async def test_observers_are_called_when_values_change(process: FakeProcess) -> None:
    """Not for a change that changes no value, nor for events about something else."""
    live, calls = process.get(LiveSettings), list[tuple[LiveValues, LiveValues]]()
    live.when_changed(lambda before: calls.append((before, live.now)))
    await set_values(process, {"intervals.labs_seconds": 900})
    await process.commit_async(born(1))
    assert calls == []
    await set_values(process, {"intervals.labs_seconds": 30})
    [(before, after)] = calls
    assert (before.intervals.labs_seconds, after.intervals.labs_seconds) == (900, 30)


async def test_what_cannot_be_used_is_told_and_left_out(process: FakeProcess) -> None:
    """Another version of the service may have set it: unknown, out of range, of another type; the rest is in force."""
    live = process.get(LiveSettings)
    with capture_logs() as lines:
        await set_values(
            process,
            {
                "intervals.labs_seconds": 0,
                "intervals.colour": "red",
                "intervals.cml_health_seconds": 30,
                "idle.enabled": "yes",
                "idle.idle_after_minutes": 60,
                "weather.wind": 3,
                "weather": 4,
                "intervals": 5,
                "templates.small": SMALL,
                "templates.Bad Name": SMALL,
                "templates.broken": {**SMALL, "user_data": 1},
            },
        )
    assert (live.now.intervals.labs_seconds, live.now.intervals.cml_health_seconds) == (900, 30)
    assert (live.now.idle.enabled, live.now.idle.idle_after_minutes) == (False, 60)
    assert list(live.now.templates) == ["small"]
    (line,) = lines
    assert line["event"] == "live_settings_unusable"
    assert set(line["faults"]) == {
        "intervals.labs_seconds",
        "intervals.colour",
        "intervals",
        "idle.enabled",
        "weather",
        "templates.Bad Name",
        "templates.broken",
    }
    assert live.source_of("intervals.labs_seconds") is SettingSource.ENVIRONMENT
    assert live.source_of("intervals.cml_health_seconds") is SettingSource.LIVE
    with capture_logs() as lines:
        await set_values(process, {"intervals.cml_health_seconds": 20})
    assert lines == []


def test_defaults_that_cannot_be_used_are_an_error() -> None:
    """Nobody could correct them while the service runs."""
    with pytest.raises(ValidationError):
        usable_of({"intervals.labs_seconds": 0}, {"intervals.labs_seconds": 60})


@pytest.mark.parametrize(
    ("name", "value", "pointer", "said"),
    [
        ("intervals.labs_seconds", 604_801, "/intervals/labs_seconds", "less than or equal"),
        ("intervals.labs_seconds", "60", "/intervals/labs_seconds", "valid integer"),
        ("thresholds.telemetry_percent_points", -1, "/thresholds/telemetry_percent_points", "greater than"),
        ("cost_guard.cloudwatch_monthly_budget_usd", "1", "/cost_guard/cloudwatch_monthly_budget_usd", "valid number"),
        ("idle.working_hours", {**HOURS, "time_zone": "Mars/Olympus"}, "/idle/working_hours/time_zone", "IANA"),
        ("idle.working_hours", {**HOURS, "time_zone": "../etc"}, "/idle/working_hours/time_zone", "IANA"),
        ("idle.working_hours", {**HOURS, "time_zone": "Europe"}, "/idle/working_hours/time_zone", "IANA"),
        ("idle.working_hours", {**HOURS, "days": ["mon", "mon"]}, "/idle/working_hours", "twice"),
        ("idle.working_hours", {**HOURS, "begin": "08:00:01"}, "/idle/working_hours/begin", "whole minutes"),
        (
            "idle.working_hours",
            {"days": ["mon"], "begin": "08:00", "end": "09:00"},
            "/idle/working_hours/time_zone",
            "",
        ),
        ("templates.a", {"instance_type": "m5.large", "regions": {}}, "/templates/a/regions", "at least 1"),
        ("templates.a", {**SMALL, "regions": {"us-east-1": {}}}, "/templates/a/regions/us-east-1", "either"),
        ("templates.a", {**SMALL, "regions": {"x/y": {"ami_name": "cml"}}}, "/templates/a/regions", "match"),
        ("templates.a", {**SMALL, "tags": {"AWS:x": "y"}}, "/templates/a/tags", "belong to AWS"),
        ("templates.a", {**SMALL, "user_data": "ä" * 8193}, "/templates/a/user_data", "16384 bytes"),
    ],
)
def test_value_is_refused_when_it_makes_no_sense(name: str, value: Any, pointer: str, said: str) -> None:
    """The pointer leads to what is wrong; the sentence does not repeat it."""
    _, faults = usable_of(environment_values(Settings()), {name: value})
    assert [found.pointer for found in faults] == [pointer]
    assert said in faults[0].message


async def test_change_is_stale_when_another_process_was_first(process: FakeProcess) -> None:
    """The version decides, as for every aggregate."""
    repository: FleetSettingsRepository = process.get(FleetSettingsRepository)  # type: ignore[type-abstract]
    late = FleetSettings.unset()
    await set_values(process, {"intervals.labs_seconds": 60})
    late.change({"intervals.labs_seconds": 70}, "key:2", NOON)
    with pytest.raises(ConflictError):
        await repository.update_async(late)
    assert process.get(LiveSettings).now.intervals.labs_seconds == 60
