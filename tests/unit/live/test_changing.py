"""Changing live settings: all of what is asked for or nothing, by merge patch."""

from typing import Any

import pytest

from application.behaviors.error_behavior import RefusedResult
from application.live.change_settings_command import ChangeSettingsCommand
from application.live.get_settings_query import GetSettingsQuery
from application.live.list_settings_changes_query import ListSettingsChangesQuery, SettingsChangePage
from application.live.live_settings import LiveSettings, SettingSource
from application.live.live_settings_health import LiveSettingsHealth
from application.live.settings_dto import SettingsDto
from application.task_group import task_group
from domain.access.principal import Role
from domain.errors import InvalidValuesError
from domain.settings.fleet_settings import SETTINGS_ID, FleetSettings
from domain.settings.fleet_settings_repository import FleetSettingsRepository
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.live_settings import HOURS, SMALL, set_values


async def change(process: FakeProcess, patch: dict[str, Any], versions: set[int] | None = None) -> Any:
    """Ask for a change; return its result."""
    return await process.send_async(ChangeSettingsCommand(patch=patch, expected_versions=versions))


async def faults(process: FakeProcess, patch: dict[str, Any]) -> dict[str, str]:
    """Ask for a change that is refused; return why, by pointer."""
    version = process.get(LiveSettings).state.state_version
    result = await change(process, patch)
    assert isinstance(result, RefusedResult)
    assert result.status == 422
    assert isinstance(result.error, InvalidValuesError)
    assert process.get(LiveSettings).state.state_version == version, "nothing was changed"
    return dict(result.error.faults)


async def test_change_is_in_force_when_it_is_answered(process: FakeProcess) -> None:
    """The answer shows it, and who set it; what was not named stays as it was."""
    await change(process, {"thresholds": {"telemetry_percent_points": 5}})
    settings: SettingsDto = (await change(process, {"intervals": {"labs_seconds": 60}, "idle": {}})).data
    assert (settings.version, settings.values.intervals.labs_seconds) == (2, 60)
    detail = settings.details["intervals.labs_seconds"]
    assert (detail.source, detail.otherwise, detail.set_by, detail.set_at) == ("live", 900, "key:ADMIN", NOON)
    assert "labs of all workers" in detail.description
    assert settings.details["thresholds.telemetry_percent_points"].source is SettingSource.LIVE
    untouched = settings.details["intervals.cml_health_seconds"]
    assert (untouched.source, untouched.set_by, untouched.set_at) == ("default", None, None)


async def test_objects_are_merged_and_null_unsets(process: FakeProcess) -> None:
    """A member of a template can be changed alone; null removes a member, a value, or all of a group."""
    await change(process, {"templates": {"small": {**SMALL, "tags": {"a": "b"}, "user_data": "#!"}, "large": SMALL}})
    await change(process, {"templates": {"small": {"tags": {"a": None, "c": "d"}, "instance_type": "m5.large"}}})
    small = process.get(LiveSettings).now.templates["small"]
    assert (small.instance_type, small.tags, list(small.regions)) == ("m5.large", {"c": "d"}, ["us-east-1"])
    shown: SettingsDto = (await process.send_async(GetSettingsQuery(), Role.VIEWER)).data
    assert shown.details["templates.small"].description == "a launch template"
    await change(process, {"templates": {"large": None, "absent": None}})
    assert list(process.get(LiveSettings).now.templates) == ["small"]
    await change(process, {"idle": {"enabled": True, "working_hours": HOURS}})
    await change(process, {"idle": None, "templates": None})
    assert process.get(LiveSettings).state.values == {}
    assert process.get(LiveSettings).now.idle.working_hours is None


async def test_change_of_nothing_is_no_change(process: FakeProcess) -> None:
    """Neither an event nor a version."""
    await change(process, {"intervals": {"labs_seconds": 60}})
    assert (await change(process, {"intervals": {"labs_seconds": 60, "cml_health_seconds": None}})).data.version == 1
    assert (await change(process, {})).data.version == 1


async def test_all_that_is_wrong_is_named_and_nothing_is_changed(process: FakeProcess) -> None:
    """Unknown, out of range, of a wrong type: with the place of each, and without what was sent."""
    found = await faults(
        process,
        {
            "intervals": {"labs_seconds": 0, "cml_health_seconds": 30, "colour": 7, "taste": None, "a/b": 1},
            "idle": {"idle_after_minutes": "60", "working_hours": {**HOURS, "time_zone": "Nowhere"}},
            "thresholds": 5,
            "weather": {"wind": 3},
            "climate": None,
            "mood": {},
            "templates": {"a": {"instance_type": "m5.large"}},
        },
    )
    assert set(found) == {
        "/intervals/labs_seconds",
        "/intervals/colour",
        "/intervals/taste",
        "/intervals",
        "/idle/idle_after_minutes",
        "/idle/working_hours/time_zone",
        "/thresholds",
        "/weather",
        "/climate",
        "/mood",
        "/templates/a/regions",
    }
    assert found["/mood"] == "there is no such setting"
    assert not any("60" in message or "Nowhere" in message for message in found.values())


async def test_numbers_and_texts_of_no_use_are_refused(process: FakeProcess) -> None:
    """What JSON as Python reads it allows, and a database does not."""
    assert set(await faults(process, {"cost_guard": {"cloudwatch_monthly_budget_usd": float("nan")}})) == {
        "/cost_guard/cloudwatch_monthly_budget_usd"
    }
    assert set(await faults(process, {"intervals": {"labs_seconds": 2**70}})) == {"/intervals/labs_seconds"}
    assert set(await faults(process, {"idle": {"exempt_tags": ["\ud800"]}})) == {""}


async def test_what_is_nested_too_deeply_is_refused(process: FakeProcess) -> None:
    """Before anybody follows it down."""
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"a": deep}
    result = await change(process, {"templates": deep})
    assert (result.status, result.error.code) == (422, "invalid_settings")


async def test_change_is_refused_when_it_was_meant_for_another_version(process: FakeProcess) -> None:
    """412, and nothing is changed."""
    assert (await change(process, {"intervals": {"labs_seconds": 60}}, {0})).status == 200
    assert (await change(process, {"intervals": {"labs_seconds": 70}}, {0})).status == 412
    assert process.get(LiveSettings).now.intervals.labs_seconds == 60


async def test_change_is_made_again_when_somebody_else_was_first(world: FakeWorld, process: FakeProcess) -> None:
    """Two people who set different things at once both get what they want."""
    async with FakeProcess(world) as another:
        async with task_group() as tasks:
            one = tasks.create_task(change(process, {"intervals": {"labs_seconds": 60}}))
            two = tasks.create_task(change(another, {"intervals": {"cml_health_seconds": 30}}))
        assert (one.result().status, two.result().status) == (200, 200)
        everywhere = [process.get(LiveSettings), another.get(LiveSettings)]
        await until(lambda: [live.state.state_version for live in everywhere] == [2, 2])
        assert {(live.now.intervals.labs_seconds, live.now.intervals.cml_health_seconds) for live in everywhere} == {
            (60, 30)
        }


async def test_change_is_refused_when_somebody_else_was_first_twice(
    process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a person has to look."""
    repository: FleetSettingsRepository = process.get(FleetSettingsRepository)  # type: ignore[type-abstract]

    async def overtaken(settings: list[FleetSettings], _: Any) -> list[str]:
        return [each.aggregate_id for each in settings]

    monkeypatch.setattr(repository, "update_many_async", overtaken)
    assert (await change(process, {"intervals": {"labs_seconds": 60}})).status == 409


async def test_what_another_version_set_can_be_unset_and_stands_in_nobodys_way(process: FakeProcess) -> None:
    """It is kept as it is until somebody unsets it; it can be overwritten, but not set anew."""
    await set_values(process, {"weather.wind": 3, "intervals.colour": "red", "intervals.labs_seconds": -1})
    settings: SettingsDto = (await change(process, {"intervals": {"cml_health_seconds": 30}})).data
    assert {fault.name for fault in settings.faults} == {"weather", "intervals.colour", "intervals.labs_seconds"}
    assert settings.details["intervals.labs_seconds"].source is SettingSource.ENVIRONMENT
    health = await process.get(LiveSettingsHealth).health_async()
    assert health.fault == "3 of the live settings cannot be used"
    assert health.figures["version"] == 2
    assert set(await faults(process, {"weather": {"wind": 4}})) == {"/weather"}
    settings = (await change(process, {"weather": None, "intervals": {"colour": None, "labs_seconds": 60}})).data
    assert (settings.faults, settings.values.intervals.labs_seconds) == ([], 60)
    assert (await process.get(LiveSettingsHealth).health_async()).fault == ""


async def test_history_is_read_page_by_page(process: FakeProcess) -> None:
    """The newest first: who changed what, when, and what it was before."""
    assert (await process.send_async(ListSettingsChangesQuery())).data == SettingsChangePage([], None)
    for seconds in (10, 20, 30):
        await change(process, {"intervals": {"labs_seconds": seconds}})
    page: SettingsChangePage = (await process.send_async(ListSettingsChangesQuery(limit=2))).data
    assert [change.new_values["intervals.labs_seconds"] for change in page.items] == [30, 20]
    assert page.items[0].old_values == {"intervals.labs_seconds": 20}
    assert (page.items[0].changed_by, page.items[0].changed_at, page.next_before) == ("key:ADMIN", NOON, 2)
    last: SettingsChangePage = (await process.send_async(ListSettingsChangesQuery(before=2, limit=2))).data
    assert ([change.version for change in last.items], last.next_before) == ([1], None)


async def test_only_admins_change_settings(process: FakeProcess) -> None:
    """Who may act on workers may not say what is done by itself."""
    command = ChangeSettingsCommand(patch={})
    assert (await process.send_async(command, Role.OPERATOR)).status == 403


def test_id_is_one_for_the_fleet() -> None:
    """It is the subject of its events."""
    assert FleetSettings.unset().aggregate_id == SETTINGS_ID
