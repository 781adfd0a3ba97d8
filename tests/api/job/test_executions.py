"""Runs over HTTP: asked for, watched, ended, and whose they are."""

from typing import Any

import httpx
import pytest

from support.running_service import RunningService
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOBS = "/api/jobs"
RUNS = f"{JOBS}/executions"
TRIGGER = f"{JOBS}/probe/trigger"
LATER = "2126-06-01T12:00:00Z"
FOREVER = {"params": {"steps": 100_000, "step_seconds": 0.02}}


async def triggered(client: httpx.AsyncClient, body: Any = None, **params: Any) -> dict[str, Any]:
    """Ask for a run."""
    reply = await client.post(TRIGGER, json=body, params=params)
    assert reply.is_success, reply.text
    assert reply.headers["location"].endswith(reply.json()["id"].replace("@", "%40"))
    run: dict[str, Any] = reply.json()
    return run


async def in_state(client: httpx.AsyncClient, run: dict[str, Any], *states: str) -> dict[str, Any]:
    """Wait until a run is in one of these states, and return it."""
    found: dict[str, Any] = {}

    async def is_so() -> bool:
        found.update((await client.get(f"{RUNS}/{run['id']}")).json())
        return found["state"] in states

    await until(is_so, f"the run is {' or '.join(states)}")
    return found


async def test_is_run_when_it_is_asked_for(probe_service: RunningService) -> None:
    """With params over those that are set; the reply is the run, at once or when it is over."""
    client = probe_service.admin
    await client.patch(f"{JOBS}/probe", json={"params": {"steps": 3, "word": "set"}})
    asked = await client.post(TRIGGER, json={"params": {"steps": 2, "start_date": "2026-11-01"}})
    assert (asked.status_code, asked.json()["state"], asked.json()["result"]) == (202, "pending", None)
    over = (await client.get(asked.headers["location"], params={"wait": 10})).json()
    assert (over["state"], over["triggered_by"], over["owner"]) == ("completed", "person", "key:bootstrap")
    assert (over["params"]["steps"], over["params"]["word"]) == (2, "set")
    assert (over["params"]["start_date"], over["params"]["end_date"]) == ("2026-11-01", None)
    assert (over["result"], over["progress"]) == ({"steps": 2}, {"done": 2, "total": 2, "text": "set"})
    assert over["duration_seconds"] >= 0
    schema = (await client.get(f"{JOBS}/probe")).json()["result_schema"]
    assert (schema["required"], schema["properties"]["steps"]["description"]) == (["steps"], "steps that were taken")
    schemas = (await client.get("/api/openapi.json")).json()["components"]["schemas"]
    assert schemas["ProbeResult"] == schema
    assert {"$ref": "#/components/schemas/ProbeResult"} in schemas["ExecutionDto"]["properties"]["result"]["anyOf"]
    await client.post(f"{JOBS}/probe/reset")
    waited = await client.post(TRIGGER, json={"dry_run": True}, params={"wait": 10})
    assert (waited.status_code, waited.json()["dry_run"], waited.json()["state"]) == (200, True, "completed")


async def test_is_asked_for_once_under_one_key(probe_service: RunningService) -> None:
    """A request that is sent again is answered with the same run."""
    headers = {"Idempotency-Key": "the-same"}
    first = await probe_service.admin.post(TRIGGER, json={}, headers=headers)
    again = await probe_service.admin.post(TRIGGER, json={}, headers=headers)
    assert first.json()["id"] == again.json()["id"]


async def test_is_refused_what_makes_no_sense(probe_service: RunningService) -> None:
    """With the place of what is wrong."""
    client = probe_service.admin
    past = await client.post(TRIGGER, json={"at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["pointer"]) == (422, "/at")
    assert (await client.post(f"{JOBS}/guarded/trigger", json={"dry_run": True})).status_code == 409
    assert (await client.post(TRIGGER, json={"colour": "red"})).status_code == 422
    assert (await client.post(f"{JOBS}/no-such-job/trigger")).status_code == 404
    assert (await client.get(f"{RUNS}/probe@nobody")).status_code == 404
    assert (await client.get(RUNS, params={"colour": "red"})).status_code == 422


@pytest.mark.parametrize("value", ["1e400", "9223372036854775808", '"\\ud800"', '{"$gt": 1}', '"\\u0000"'])
async def test_is_refused_what_cannot_be_kept(probe_service: RunningService, value: str) -> None:
    """It is a fault of who asks, and no reason to fail."""
    for name in ("steps", "step_seconds", "word", "start_date"):
        content = f'{{"dry_run": true, "params": {{"{name}": {value}}}}}'
        headers = {"Content-Type": "application/json"}
        asked = await probe_service.admin.post(TRIGGER, content=content, headers=headers)
        assert asked.status_code in {202, 422}, asked.text
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert (await probe_service.admin.post(TRIGGER, json={"at": at})).json()["code"] == "invalid_time"


async def test_is_ended_paused_and_let_go_on(probe_service: RunningService) -> None:
    """At its next step; one that is over is not ended again."""
    client = probe_service.admin
    run = await triggered(client, FOREVER)
    path = f"{RUNS}/{run['id']}"
    await in_state(client, run, "running")
    assert (await client.get(f"{JOBS}/probe/why")).json()["record"]["id"] == run["id"]
    assert (await client.post(f"{path}/resume")).status_code == 409
    paused = await client.post(f"{path}/pause")
    assert (paused.status_code, paused.json()["asked"]) == (202, "pause")
    done: list[int] = []

    async def stands() -> bool:
        done.append((await client.get(path)).json()["progress"]["done"])
        return len(done) > 25 and done[-1] == done[-25]

    await until(stands, "it stands still")
    assert (await client.post(f"{path}/resume")).status_code == 202

    async def goes_on() -> bool:
        return bool((await client.get(path)).json()["progress"]["done"] > done[-1])

    await until(goes_on, "it goes on")
    assert (await client.post(f"{path}/cancel")).status_code == 202
    over = await in_state(client, run, "cancelled")
    assert over["reason"] == "cancelled by key:bootstrap"
    for act in ("cancel", "pause", "resume"):
        assert (await client.post(f"{path}/{act}")).status_code == 409


async def test_is_run_once_more_when_it_failed(probe_service: RunningService) -> None:
    """With the same input, as a run of its own; what went well is not run again."""
    client = probe_service.admin
    failed = await triggered(client, {"params": {"fails": True}}, wait=10)
    assert (failed["state"], failed["error"]["type"]) == ("failed", "RuntimeError")
    assert "as asked" not in failed["error"]["message"]
    again = (await client.post(f"{RUNS}/{failed['id']}/retry", params={"wait": 10})).json()
    assert (again["state"], again["retry_of"], again["triggered_by"]) == ("failed", failed["id"], "retry")
    assert again["params"] == failed["params"]
    well = await triggered(client, None, wait=10)
    assert (await client.post(f"{RUNS}/{well['id']}/retry")).status_code == 409
    assert (await client.get(f"{JOBS}/probe")).json()["failing"] == 0


async def test_one_off_waits_and_belongs_to_who_asked(
    probe_service: RunningService, operator: httpx.AsyncClient
) -> None:
    """Others do not see it, admins do; who asked may cancel it, alone or with all of his own."""
    admin = probe_service.admin
    theirs = await triggered(admin, {"at": LATER})
    own = [await triggered(operator, {"at": LATER}) for _ in range(2)]
    assert (own[0]["state"], own[0]["triggered_by"], own[0]["due_at"][:4]) == ("pending", "one_off", "2126")
    waiting = {"state": ["pending"], "job": ["probe"]}
    seen = {run["id"] for run in (await operator.get(RUNS, params=waiting)).json()["items"]}
    assert seen == {run["id"] for run in own}
    assert {run["id"] for run in (await operator.get(f"{JOBS}/probe")).json()["waiting"]} == seen
    assert {theirs["id"], *seen} <= {run["id"] for run in (await admin.get(RUNS, params=waiting)).json()["items"]}
    mine = (await admin.get(RUNS, params={**waiting, "owner": "me"})).json()["items"]
    assert [run["id"] for run in mine] == [theirs["id"]]
    for act in ("", "/logs"):
        assert (await operator.get(f"{RUNS}/{theirs['id']}{act}")).status_code == 404
    assert (await operator.post(f"{RUNS}/{theirs['id']}/cancel")).status_code == 404
    cancelled = await operator.post(f"{RUNS}/{own[0]['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert (await operator.post(f"{RUNS}:cancel-own", json={"confirm": 5})).status_code == 409
    rest = await operator.post(f"{RUNS}:cancel-own", json={"confirm": 1})
    assert [run["id"] for run in rest.json()["items"]] == [own[1]["id"]]
    assert (await admin.get(f"{RUNS}/{theirs['id']}")).json()["state"] == "pending"
    assert (await admin.post(f"{RUNS}/{theirs['id']}/cancel")).status_code == 200


async def test_of_somebody_else_is_not_ended_by_an_operator(
    probe_service: RunningService, operator: httpx.AsyncClient
) -> None:
    """Runs of the service are everybody's, those of a person his own."""
    run = await triggered(probe_service.admin, FOREVER)
    await in_state(probe_service.admin, run, "running")
    assert (await operator.get(f"{RUNS}/{run['id']}")).status_code == 200
    for act in ("cancel", "pause"):
        assert (await operator.post(f"{RUNS}/{run['id']}/{act}")).status_code == 403
    await probe_service.admin.post(f"{RUNS}/{run['id']}/cancel")
    await in_state(probe_service.admin, run, "cancelled")


async def test_are_listed_page_by_page(probe_service: RunningService) -> None:
    """The newest first, each once; a cursor that was not given out is refused."""
    client = probe_service.admin
    made = [(await triggered(client, {"dry_run": True}, wait=10))["id"] for _ in range(5)]
    params: dict[str, Any] = {"limit": 2, "state": "completed"}
    seen: list[str] = []
    while params.get("cursor") != "":
        page = (await client.get(f"{JOBS}/probe/executions", params=params)).json()
        seen += [run["id"] for run in page["items"]]
        params["cursor"] = page["next_cursor"] or ""
    assert seen[:5] == made[::-1]
    assert len(seen) == len(set(seen))
    assert (await client.get(RUNS, params={"cursor": "made-up"})).status_code == 400
    newest = (await client.get(f"{RUNS}/{made[-1]}")).json()["scheduled_for"]
    since = (await client.get(RUNS, params={"since": newest, "state": "completed"})).json()["items"]
    until_then = (await client.get(RUNS, params={"until": newest, "state": "completed", "limit": 1})).json()["items"]
    assert ([run["id"] for run in since], until_then[0]["id"]) == ([made[-1]], made[-2])
