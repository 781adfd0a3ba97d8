"""Alerts over HTTP and on the command line's paths."""

from datetime import UTC, datetime, timedelta
from typing import Any

from support.fixture_types import Serve
from support.running_service import RunningService

RUNNING = {"id": "runs", "watched": "status", "comparison": "is", "state": "running", "severity": "info"}
ALERTS, RULES, MUTES = "/api/alerts", "/api/alert-rules", "/api/alert-mutes"


async def firing(service: RunningService) -> list[dict[str, Any]]:
    """Let every worker that runs be an alert."""
    reply = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert reply.status_code == 200, reply.text
    reply = await service.admin.post(RULES, json=RUNNING)
    assert reply.status_code == 201, reply.text
    items: list[dict[str, Any]] = (await service.admin.get(ALERTS, params={"rule_id": "runs"})).json()["items"]
    assert items
    return items


async def test_fires_for_each_worker_and_is_taken_care_of(serve: Serve) -> None:
    """Told in the log with the worker's region, listed by filters, and over when the rule is gone."""
    service = await serve()
    found = await firing(service)
    alert = found[0]
    assert (alert["status"], alert["severity"], alert["message"]) == ("firing", "info", "status is running")
    path = f"{ALERTS}/{alert['id']}"
    reply = (await service.admin.post(f"{path}/acknowledge", json={"comment": "mine"})).json()
    assert (reply["status"], reply["acknowledged"]["comment"]) == ("acknowledged", "mine")
    query = {"status": ["acknowledged"], "severity": "info", "worker_id": alert["worker_id"], "region": alert["region"]}
    [listed] = (await service.admin.get(ALERTS, params=query)).json()["items"]
    assert listed == reply
    asked = {"event_types": "alert", "worker_ids": alert["worker_id"], "regions": alert["region"]}
    told = (await service.admin.get("/api/events", params=asked)).json()["items"]
    assert [event["event"]["type"].split(".")[3] for event in told] == ["fired", "acknowledged"]
    assert {event["event"]["subject"] for event in told} == {alert["id"]}
    assert (await service.admin.delete(f"{RULES}/runs")).status_code == 204
    assert (await service.admin.get(path)).json()["resolve_reason"] == "out_of_scope"


async def test_mutes_until_a_time(serve: Serve) -> None:
    """A rule, and one that is muted again ends later; without its mute it fires."""
    service = await serve()
    path = f"{ALERTS}/{(await firing(service))[0]['id']}"
    for hours in (1, 2):
        until = datetime.now(UTC) + timedelta(hours=hours)
        reply = await service.admin.post(MUTES, json={"rule_id": "runs", "until": until.isoformat()})
        assert reply.status_code == 200, reply.text
    [mute] = (await service.admin.get(MUTES)).json()["items"]
    shown = (await service.admin.get(path)).json()
    assert (shown["status"], shown["muted"]["until"]) == ("muted", mute["until"])
    assert (await service.admin.delete(f"{MUTES}/{mute['id']}")).status_code == 204
    assert (await service.admin.get(path)).json()["status"] == "firing"


async def test_keeps_and_refuses_rules(serve: Serve) -> None:
    """A built-in rule is changed and stays; what makes no sense is told by field; a second one of a name is refused."""
    service = await serve()
    built_in = f"{RULES}/disk-nearly-full"
    assert (await service.admin.get(built_in)).json()["changed_at"] is None
    scope = {"regions": ["us-east-1"], "tags": ["course:ccnp"], "worker_ids": []}
    for body in ({"threshold": 95, "scope": scope}, {"enabled": False}):
        assert (await service.admin.patch(built_in, json=body)).status_code == 200
    shown = (await service.admin.get(built_in)).json()
    assert (shown["threshold"], shown["scope"], shown["enabled"], shown["version"]) == (95, scope, False, 2)
    assert built_in.rpartition("/")[2] in [rule["id"] for rule in (await service.admin.get(RULES)).json()["items"]]
    refused = await service.admin.post(RULES, json={**RUNNING, "threshold": 4})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_rule")
    assert (await service.admin.post(RULES, json={**RUNNING, "id": "disk-nearly-full"})).status_code == 409
    assert (await service.admin.delete(built_in)).status_code == 409
