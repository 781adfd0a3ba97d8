"""Settings that change while the service runs, over HTTP."""

from collections.abc import Sequence
from typing import Any

import pytest

from application.live.live_settings import LiveSettings
from integration.mongo.mongo_database import MongoDatabase
from support.fixture_types import ClientOf, Serve
from support.running_service import RunningService

PATH = "/api/settings"
PATCH = {
    "intervals": {"worker_metrics_seconds": 7},
    "idle": {
        "enabled": True,
        "exempt_tags": ["keep", "course:ccnp"],
        "working_hours": {"time_zone": "Europe/Berlin", "days": ["mon"], "begin": "08:00", "end": "18:00"},
    },
    "templates": {
        "small": {
            "instance_type": "m5zn.metal",
            "regions": {"us-east-1": {"ami_id": "ami-0123456789abcdef0", "security_group_ids": ["sg-12345678"]}},
            "tags": {"a.b": "$c"},
            "user_data": "#!/bin/sh\n",
        }
    },
}


async def test_change_is_in_force_and_survives_a_restart(serve: Serve, database_name: str) -> None:
    """What was answered is in force; the next start finds it in the database, with who set it."""
    service = await serve(database=database_name)
    changed = await service.admin.patch(PATH, json=PATCH)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"].startswith('"1-')
    shown: dict[str, Any] = changed.json()
    assert shown["values"]["intervals"]["worker_metrics_seconds"] == 7
    assert shown["values"]["idle"]["working_hours"]["begin"] == "08:00:00"
    assert shown["details"]["templates.small"]["set_by"] == "key:bootstrap"
    assert (await service.admin.get(PATH)).json() == shown
    again = await serve(database=database_name)
    assert (await again.admin.get(PATH)).json() == shown
    assert again.service(LiveSettings).now.templates["small"].tags == {"a.b": "$c"}


async def test_change_is_told_as_an_event(service: RunningService) -> None:
    """With old and new value and who it was, under a category of its own."""
    await service.admin.patch(PATH, json={"intervals": {"labs_seconds": 60}})
    [item] = (await service.admin.get("/api/events", params={"event_types": "settings"})).json()["items"]
    assert item["event"]["type"] == "io.cmlfleet.settings.changed.v1"
    assert item["event"]["data"] == {
        "changed_by": "key:bootstrap",
        "old_values": {"intervals.labs_seconds": None},
        "new_values": {"intervals.labs_seconds": 60},
    }


async def test_budget_of_the_environment_is_lifted_and_comes_back(serve: Serve) -> None:
    """Null is no budget; null for the group takes that back."""
    service = await serve(cloudwatch_monthly_budget_usd=50)
    name = "cost_guard.cloudwatch_monthly_budget_usd"

    async def change(cost_guard: Any) -> tuple[Any, str]:
        reply = await service.admin.patch(PATH, json={"cost_guard": cost_guard})
        assert reply.status_code == 200, reply.text
        shown = reply.json()
        return shown["values"]["cost_guard"]["cloudwatch_monthly_budget_usd"], shown["details"][name]["source"]

    assert await change({"cloudwatch_monthly_budget_usd": 20}) == (20, "live")
    for _ in range(2):
        assert await change({"cloudwatch_monthly_budget_usd": None}) == (None, "live")
    assert service.service(LiveSettings).now.cost_guard.cloudwatch_monthly_budget_usd is None
    assert await change(None) == (50, "environment")


async def test_nothing_is_changed_when_something_is_wrong(service: RunningService) -> None:
    """422 with the place of each fault, and without what was sent."""
    reply = await service.admin.patch(
        PATH, json={"intervals": {"labs_seconds": 60, "worker_metrics_seconds": "often"}, "idle": {"mood": "bad"}}
    )
    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (422, "invalid_settings")
    assert [error["pointer"] for error in problem["errors"]] == ["/intervals/worker_metrics_seconds", "/idle/mood"]
    assert "often" not in reply.text
    assert (await service.admin.get(PATH)).json()["version"] == 0
    bodies: Sequence[Any] = ([], "text", None)
    for body in bodies:
        assert (await service.admin.patch(PATH, json=body)).status_code == 422


async def test_change_is_refused_when_somebody_else_was_first(service: RunningService) -> None:
    """By the tag that was shown; 412 tells the present one."""
    tag = (await service.admin.get(PATH)).headers["etag"]
    first = await service.admin.patch(PATH, json={"intervals": {"labs_seconds": 60}}, headers={"If-Match": tag})
    late = await service.admin.patch(PATH, json={"intervals": {"labs_seconds": 70}}, headers={"If-Match": tag})
    assert (first.status_code, late.status_code, late.headers["etag"]) == (200, 412, '"1"')


async def test_who_may_not_change_settings_may_look(service: RunningService, client_of: ClientOf) -> None:
    """They are no secret; changing them is for admins."""
    operator = await client_of("operator")
    assert (await operator.patch(PATH, json={})).status_code == 403
    assert (await operator.get(PATH)).status_code == 200
    assert (await operator.get(f"{PATH}/history")).status_code == 200


async def test_history_says_who_changed_what(service: RunningService) -> None:
    """The newest first, page by page."""
    for seconds in (60, 70, None):
        await service.admin.patch(PATH, json={"intervals": {"labs_seconds": seconds}})
    page = (await service.admin.get(f"{PATH}/history", params={"limit": 2})).json()
    assert [item["new_values"]["intervals.labs_seconds"] for item in page["items"]] == [None, 70]
    assert page["items"][0]["changed_by"] == "key:bootstrap"
    rest = (await service.admin.get(f"{PATH}/history", params={"before": page["next_before"]})).json()
    assert [item["version"] for item in rest["items"]] == [1]
    assert rest["next_before"] is None


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"weather.wind": 1, "intervals.labs_seconds": "soon"}, {"weather", "intervals.labs_seconds"}),
        ({"intervals": None}, {"intervals"}),
    ],
)
async def test_starts_when_another_version_wrote_what_is_unknown_here(
    serve: Serve, database_name: str, values: dict[str, Any], wrong: set[str]
) -> None:
    """What can be used is in force; what cannot is told by the settings and by readiness, which stays ready."""
    service = await serve(database=database_name)
    await service.admin.patch(PATH, json={"intervals": {"cml_health_seconds": 30}})
    database: MongoDatabase = service.service(MongoDatabase)
    document = await database.documents["settings"].find_one({})
    assert document is not None
    setter = {"set_by": "key:1", "set_at": "2026-01-01T00:00:00Z"}
    document["values"] |= {name: {"value": value, **setter} for name, value in values.items()}
    await database.documents["settings"].replace_one({"_id": document["_id"]}, {**document, "version": 2, "new": True})
    later = await serve(database=database_name)
    shown = (await later.admin.get(PATH)).json()
    assert shown["values"]["intervals"]["cml_health_seconds"] == 30
    assert {fault["name"] for fault in shown["faults"]} == wrong
    ready = (await later.admin.get("/readyz?verbose")).json()
    assert (ready["ready"], ready["checks"]["settings"]["well"]) == (True, False)
    assert (await later.admin.patch(PATH, json={"intervals": {"labs_seconds": 90}})).status_code == 200
