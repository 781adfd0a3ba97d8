from typing import Any

import httpx
import pytest

from support.fixture_types import Fleet
from support.routes import UNKNOWN
from support.running_service import RunningService

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "c4nary"
OPERATOR = {"$gt": CANARY}
IMPORT = {"region": "us-east-1", "instance_id": "i-0123456789abcdef0"}
KEY = {"name": "a name", "role": "viewer"}

BODIES: list[tuple[str, Any]] = [
    *(("/api/workers:import", {**IMPORT, name: value}) for name in IMPORT for value in (OPERATOR, [CANARY], 7, None)),
    ("/api/workers:import", {**IMPORT, "instance_id": f"i-{CANARY}"}),
    ("/api/workers:import", {**IMPORT, "region": CANARY}),
    ("/api/workers:import", {**IMPORT, "region": CANARY * 10}),
    ("/api/workers:import", {**IMPORT, "account": CANARY}),
    ("/api/workers:import", {**IMPORT, "account": OPERATOR}),
    ("/api/workers:import", {**IMPORT, CANARY: 1}),
    ("/api/workers:import", {**IMPORT, f"${CANARY}": CANARY}),
    ("/api/workers:import", [CANARY]),
    ("/api/workers:import", CANARY),
    ("/api/workers:import", None),
    ("/api/workers:bulk-import", {}),
    ("/api/workers:bulk-import", {"regions": [CANARY], "ami_name": "x"}),
    ("/api/workers:bulk-import", {"regions": [OPERATOR], "ami_name": "x"}),
    ("/api/workers:bulk-import", {"regions": CANARY, "ami_name": "x"}),
    ("/api/workers:bulk-import", {"ami_id": CANARY}),
    ("/api/workers:bulk-import", {"ami_id": OPERATOR}),
    ("/api/workers:bulk-import", {"ami_name": OPERATOR}),
    ("/api/workers:bulk-import", {"ami_name": CANARY * 100}),
    ("/api/workers:bulk-import", {"vpc_ids": [CANARY]}),
    ("/api/workers:bulk-import", {"vpc_ids": [OPERATOR]}),
    ("/api/events/dead-letters:redeliver", {"handler": OPERATOR}),
    ("/api/events/dead-letters:redeliver", {"handler": CANARY * 100}),
    ("/api/workers:bulk-import", {"tags": {CANARY: OPERATOR}}),
    ("/api/workers:bulk-import", {"tags": {CANARY: 5}}),
    ("/api/workers:bulk-import", {"tags": {CANARY * 100: "x"}}),
    ("/api/workers:bulk-import", {"tags": [CANARY]}),
    ("/api/workers:bulk-import", {"ami_name": "x", "filter": OPERATOR}),
    ("/api/keys", {**KEY, "name": OPERATOR}),
    ("/api/keys", {**KEY, "name": f"{CANARY}\n"}),
    ("/api/keys", {**KEY, "name": CANARY * 20}),
    ("/api/keys", {**KEY, "role": CANARY}),
    ("/api/keys", {**KEY, "role": "system"}),
    ("/api/keys", {**KEY, "role": OPERATOR}),
    ("/api/keys", {**KEY, "expires_in_days": CANARY}),
    ("/api/keys", {**KEY, "expires_in_days": 10**30}),
    ("/api/keys", {**KEY, "expires_in_days": True}),
    ("/api/keys", {**KEY, "expires_in_days": "5"}),
    ("/api/keys", {**KEY, CANARY: CANARY}),
    ("/api/jobs/executions:cancel-own", {"confirm": False}),
    ("/api/jobs/executions:cancel-own", {"confirm": "0"}),
]

QUERIES = [
    "/api/workers?status=c4nary",
    "/api/workers?status[$ne]=c4nary",
    "/api/workers?status[%24ne]=",
    "/api/workers?$where=c4nary",
    "/api/workers?c4nary=1",
    "/api/workers?=c4nary",
    "/api/fleet?c4nary=1",
    "/api/keys?c4nary",
    f"/api/workers/{UNKNOWN}?c4nary=1",
    "/api/workers?limit=c4nary",
    "/api/workers?limit=0",
    "/api/workers?limit=501",
    "/api/workers?sort=c4nary",
    "/api/workers?sort=-name.$c4nary",
    "/api/workers?q=" + CANARY * 100,
    "/api/workers?cursor=" + CANARY * 1000,
    "/api/workers/c4nary",
    "/api/workers/%7B%22$gt%22:%22c4nary%22%7D",
    f"/api/workers/{UNKNOWN}c4nary",
    "/api/events?event_types=c4nary",
    "/api/events?c4nary=1",
    "/api/events?worker_ids[$ne]=c4nary",
    "/api/events?after=c4nary",
    "/api/events?limit=-1",
    "/api/events/stream?event_types=c4nary",
    "/api/events/stream?event_types[$ne]=c4nary",
    "/api/events/stream?snapshot=c4nary",
    "/api/events/stream?c4nary=1",
]


def is_fit(reply: httpx.Response, status: int = 422) -> bool:
    """Whether a refusal is problem details of this status and repeats nothing of what was sent."""
    told = reply.text + str(reply.headers)
    return (
        reply.status_code == status
        and reply.headers["content-type"] == "application/problem+json"
        and {"type", "title", "status", "detail", "instance", "code", "trace_id", "retryable"} <= set(reply.json())
        and CANARY not in told
        and "$gt" not in told
        and "$ne" not in told
    )


async def test_refuses_without_echo_when_a_body_does_not_fit(standing_service: RunningService) -> None:
    """A wrong type, an unknown field, an operator object or a value out of bounds is 422, and is never repeated."""
    replies = [(await standing_service.admin.post(path, json=body), body) for path, body in BODIES]
    assert [(reply.status_code, reply.text, body) for reply, body in replies if not is_fit(reply)] == []


async def test_refuses_without_echo_when_a_parameter_does_not_fit(standing_service: RunningService) -> None:
    """So it is with parameters, their names, and what stands in the path."""
    replies = [(await standing_service.admin.get(path), path) for path in QUERIES]
    assert [(reply.status_code, reply.text, path) for reply, path in replies if not is_fit(reply)] == []


@pytest.mark.parametrize("body", ["{", '{"region": c4nary}', "c4nary", "", "[" * 5000, '{"region": "\\ud800c4nary"}'])
async def test_refuses_without_echo_when_a_body_is_no_json(standing_service: RunningService, body: str) -> None:
    """What cannot be parsed is refused as well, and the pointer leads nowhere into it."""
    headers = {"content-type": "application/json"}
    reply = await standing_service.admin.post("/api/workers:import", content=body, headers=headers)
    assert is_fit(reply, 400 if body.startswith("[[") else 422), reply.text
    assert {error["pointer"] for error in reply.json()["errors"]} <= {"", "/region", "/instance_id"}


async def test_points_at_the_value_when_it_is_known(standing_service: RunningService) -> None:
    """A pointer names what the service knows by name, and no more."""
    body = {"regions": ["us-east-1", OPERATOR], "tags": {CANARY: 5}, CANARY: 1}
    reply = await standing_service.admin.post("/api/workers:bulk-import", json=body)
    assert sorted(error["pointer"] for error in reply.json()["errors"]) == ["", "/regions/1", "/tags"]


async def test_names_the_known_ones_when_an_event_type_is_unknown(standing_service: RunningService) -> None:
    """Whoever mistypes an event type is told the categories and types there are, by page and stream alike."""
    for path in ("/api/events", "/api/events/stream"):
        problem = (await standing_service.admin.get(path, params={"event_types": "telemetry,nonsense"})).json()
        assert problem["code"] == "unknown_event_type"
        assert problem["errors"][0]["pointer"] == "event_types"
        for known in ("telemetry", "metrics", "status", "worker.status.changed", "fleet.refresh.completed"):
            assert known in problem["detail"]


async def test_changes_nothing_when_a_parameter_is_unknown(
    standing_service: RunningService, standing_fleet: Fleet
) -> None:
    """A mistyped condition is no condition: every route says which parameters there are."""
    path = f"/api/workers/{standing_fleet[9]['id']}"
    replies = [
        await standing_service.admin.post(f"{path}/refresh?source=ec2"),
        await standing_service.admin.post(f"{path}/sync-ec2-status?sources=ec2"),
        await standing_service.admin.delete(f"{path}?if_match=1"),
    ]
    assert [reply.json()["code"] for reply in replies] == ["unknown_parameter"] * 3
    assert [reply.json()["detail"] for reply in replies] == [
        f"known parameters: {n}" for n in ("sources", "none", "none")
    ]
    assert (await standing_service.admin.get(path)).status_code == 200


async def test_echoes_nothing_when_headers_and_paths_are_strange(
    standing_service: RunningService, standing_fleet: Fleet
) -> None:
    """No header, path or method of a client comes back in a reply, whatever its outcome."""
    headers = dict.fromkeys(("X-Request-Id", "Referer", "User-Agent", "Cookie", "traceparent", "Origin"), CANARY)
    worker = f"/api/workers/{standing_fleet[0]['id']}"
    asked = [("GET", worker), ("GET", f"/api/{CANARY}"), ("DELETE", f"/api/keys/{CANARY}"), ("PATCH", worker)]
    replies = [await standing_service.admin.request(method, path, headers=headers) for method, path in asked]
    assert [reply.status_code for reply in replies] == [200, 404, 404, 405]
    assert CANARY not in "".join(reply.text + str(reply.headers) for reply in replies).lower()
