"""The audit over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from support.fixture_types import ClientOf, Serve
from support.routes import UNKNOWN
from support.running_service import RunningService

PATH = "/api/audit"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def listed(service: RunningService, **parameters: Any) -> list[Mapping[str, Any]]:
    """The records that meet criteria."""
    reply = await service.admin.get(PATH, params=parameters)
    assert reply.status_code == 200, reply.text
    items: list[Mapping[str, Any]] = reply.json()["items"]
    return items


async def test_finds_a_command_by_the_trace_of_its_reply(service: RunningService, client_of: ClientOf) -> None:
    """Who asked, what, on what, and what became of it: a problem's trace leads to it."""
    operator = await client_of("operator")
    refused = await operator.post(f"/api/workers/{UNKNOWN}/refresh", params={"sources": "ec2"})
    [record] = await listed(service, trace_id=refused.json()["trace_id"])
    assert (record["command"], record["targets"]) == ("RefreshWorkerMetrics", [UNKNOWN])
    assert (record["outcome"], record["code"], record["name"], record["role"]) == (
        "refused",
        "not_found",
        "a operator",
        "operator",
    )
    assert record["parameters"] == {"sources": ["ec2"]}
    assert record["duration_seconds"] >= 0


async def test_finds_by_filters_page_by_page(service: RunningService, client_of: ClientOf) -> None:
    """By whom, which command, on what, which outcome, and from when to when."""
    viewer = await client_of("viewer")
    assert (await viewer.delete(f"/api/workers/{UNKNOWN}")).status_code == 403
    assert (await viewer.get("/api/keys")).status_code == 403
    assert (await service.admin.delete(f"/api/workers/{UNKNOWN}")).status_code == 404
    [_, by_viewer, asked] = await listed(service, outcome="refused")
    assert (by_viewer["command"], asked["command"]) == ("ListApiKeys", "RemoveCMLWorker")
    assert len(await listed(service, target=UNKNOWN)) == 2
    assert len(await listed(service, target=UNKNOWN, by=asked["by"])) == 1
    assert await listed(service, command="RemoveCMLWorker", **{"from": "2200-01-01T00:00:00Z"}) == []
    page = (await service.admin.get(PATH, params={"limit": 1})).json()
    rest = (await service.admin.get(PATH, params={"limit": 100, "cursor": page["next_cursor"]})).json()
    everything = await listed(service)
    assert [*page["items"], *rest["items"]] == everything
    assert rest["next_cursor"] is None


async def test_exports_all_of_it_as_lines(service: RunningService, monkeypatch: pytest.MonkeyPatch) -> None:
    """NDJSON for whoever likes that better, part by part, under the same filters."""
    monkeypatch.setattr("application.audit.export_audit_records_query.RECORDS_PER_PART", 2)
    for _ in range(5):
        await service.admin.delete(f"/api/workers/{UNKNOWN}")
    await service.admin.delete("/api/keys/nobody")
    headers = {"Accept": "application/x-ndjson"}
    reply = await service.admin.get(PATH, params={"command": "RemoveCMLWorker"}, headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/x-ndjson")
    lines = [json.loads(line) for line in reply.text.splitlines()]
    assert lines == await listed(service, command="RemoveCMLWorker")
    assert len(lines) == 5
    liked_less = {"Accept": "application/json, application/x-ndjson;q=0.5"}
    assert "items" in (await service.admin.get(PATH, headers=liked_less)).json()


async def test_holds_no_secret(service: RunningService) -> None:
    """Neither of a command nor of a key that was made."""
    credentials = {"tag": "course:ccnp", "username": "admin", "password": "correct-horse-battery"}
    assert (await service.admin.put("/api/credentials", json=credentials)).status_code == 200
    secret = (await service.admin.post("/api/keys", json={"name": "ci", "role": "viewer"})).json()["secret"]
    reply = await service.admin.get(PATH)
    assert "correct-horse" not in reply.text
    assert secret not in reply.text
    [record] = await listed(service, command="SetCMLCredentials")
    assert record["parameters"]["username"] == "admin"


async def test_is_kept_when_a_name_is_such_as_no_document_may_have(service: RunningService) -> None:
    """What somebody asks for with strange names is on record as it was asked, and is nobody else's trouble."""
    strange = {"$where": "a", "a.b": "b", "\0": "c", "": "d", "x" * 5000: "e"}
    reply = await service.admin.patch("/api/settings", json=strange)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_settings"), reply.text
    [record] = (await service.admin.get("/api/audit", params={"command": "ChangeSettings"})).json()["items"]
    assert record["outcome"] == "refused"
    kept = record["parameters"]["patch"]
    assert {name: kept[name] for name in ("$where", "a.b", "\0", "")} == {"$where": "a", "a.b": "b", "\0": "c", "": "d"}
    assert "x" * 5000 not in kept


async def test_only_admins_read_it(service: RunningService, client_of: ClientOf) -> None:
    """It says what everybody does."""
    operator = await client_of("operator")
    for accept in ("application/json", "application/x-ndjson"):
        assert (await operator.get(PATH, headers={"Accept": accept})).status_code == 403


@pytest.mark.parametrize(
    "parameters",
    [{"outcome": "strange"}, {"from": "yesterday"}, {"from": "2026-01-01T00:00:00"}, {"trace_id": "x"}, {"colour": 1}],
)
async def test_refuses_what_it_does_not_know(service: RunningService, parameters: dict[str, Any]) -> None:
    """A mistyped filter must not pass for none."""
    assert (await service.admin.get(PATH, params=parameters)).status_code == 422


async def test_command_that_was_answered_from_memory_is_on_record_once(serve: Serve) -> None:
    """The same request again under its Idempotency-Key is the same command."""
    service = await serve()
    headers = {"Idempotency-Key": "one"}
    for _ in range(2):
        await service.admin.post("/api/workers:refresh", json={"ids": [UNKNOWN]}, headers=headers)
    assert len(await listed(service, command="RefreshWorkers")) == 1


async def test_wrong_keys_are_on_record_as_often_as_an_address_may_fail(serve: Serve) -> None:
    """With where they came from and what was asked, without the key; who shows none is not."""
    service = await serve(rate_limit_failures_burst=2, rate_limit_failures_per_second=0.001)
    async with service.client("cmlf_a-wrong-one") as wrong, service.client() as nobody:
        assert (await nobody.get("/api/fleet")).status_code == 401
        refused = [await wrong.post("/api/workers:refresh", json={}) for _ in range(3)]
    assert [reply.status_code for reply in refused] == [401, 429, 429]
    [record] = await listed(service, command="Authenticate")
    assert (record["outcome"], record["code"], record["by"]) == ("refused", "unauthorized", "")
    assert record["targets"] == ["127.0.0.1"]
    assert record["parameters"] == {"method": "POST", "path": "/api/workers:refresh"}
    assert record["trace_id"] == refused[0].json()["trace_id"]
    assert "a-wrong-one" not in (await service.admin.get(PATH)).text
