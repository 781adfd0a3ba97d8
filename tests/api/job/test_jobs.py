"""Jobs over HTTP: what there is, what is changed, and why one does not run."""

from typing import Any

import httpx
import pytest

from support.running_service import RunningService
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOBS = "/api/jobs"
PROBE, GUARDED, OFF = f"{JOBS}/probe", f"{JOBS}/guarded", f"{JOBS}/off"
NIGHTLY = {"type": "daily", "hour": 23, "minute": 59, "timezone": "Europe/Paris"}


async def shown(service: RunningService, path: str) -> dict[str, Any]:
    """GET it."""
    reply = await service.admin.get(path)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_lists_jobs_with_their_schedule_and_how_they_stand(probe_service: RunningService) -> None:
    """By name; a description is the first line of the class."""
    items = (await shown(probe_service, JOBS))["items"]
    assert [item["name"] for item in items] == ["guarded", "off", "probe"]
    guarded, off, probe = items
    assert (guarded["schedule"], guarded["schedule_source"], guarded["next_run_at"]) == (None, "none", None)
    assert (guarded["steered_by"], probe["steered_by"]) == ("admin", "operator")
    assert (off["enabled"], off["next_run_at"], off["overdue"]) == (False, None, False)
    assert (probe["description"], probe["schedule_source"]) == ("Do what is asked.", "code")


async def test_shows_the_next_runs_and_what_a_clock_change_means(probe_service: RunningService) -> None:
    """Five of them, in the time zone of the schedule, from the reply that sets it on."""
    wanted = {"type": "cron", "cron": "30 2 * 3 SUN", "timezone": "Europe/Paris"}
    changed = await probe_service.admin.put(f"{PROBE}/schedule", json=wanted)
    assert changed.status_code == 200, changed.text
    job = await shown(probe_service, PROBE)
    assert job == {**changed.json(), "waiting": job["waiting"]}
    assert job["schedule_source"] == "override"
    assert len(job["next_runs"]) == 5
    first = next(run for run in job["next_runs"] if run["note"])
    day = first["local"][:10]
    assert first["local"] == f"{day}T03:00:00+02:00"
    assert first["note"] == f"clocks go forward on {day}: 02:30 does not exist, it runs right after"
    assert {param["name"] for param in job["params"]} >= {"steps", "start_date"}
    await probe_service.admin.delete(PROBE)


async def test_changes_last_and_say_whose_they_are(probe_service: RunningService) -> None:
    """Each is one version more; a reset leaves nothing of them."""
    before = (await shown(probe_service, PROBE))["version"]
    for path, body in (("/schedule", NIGHTLY),):
        assert (await probe_service.admin.put(PROBE + path, json=body)).status_code == 200
    await probe_service.admin.patch(PROBE, json={"params": {"steps": 2}, "misfire_grace_seconds": 60})
    assert (await probe_service.admin.post(f"{PROBE}/disable")).json()["enabled"] is False
    assert (await probe_service.admin.post(f"{PROBE}/disable")).json()["version"] == before + 3
    job = await shown(probe_service, PROBE)
    overrides = job["overrides"]
    assert (overrides["schedule"]["cron"], overrides["schedule"]["timezone"]) == ("59 23 * * *", "Europe/Paris")
    assert (overrides["params"], overrides["misfire_grace_seconds"]) == ({"steps": 2}, 60)
    assert (overrides["enabled"], overrides["changed_by"]) == (False, "key:bootstrap")
    assert (await probe_service.admin.post(f"{PROBE}/enable")).json()["enabled"] is True
    reset = (await probe_service.admin.post(f"{PROBE}/reset")).json()
    assert [reset["overrides"][name] for name in ("enabled", "schedule", "params")] == [None, None, {}]
    events = (await probe_service.admin.get("/api/events", params={"event_types": "job.configured"})).json()["items"]
    told = [item["event"]["data"] for item in events if item["event"]["subject"] == "probe"]
    assert {"by": "key:bootstrap", "changes": {"enabled": False}} in told
    records = (await probe_service.admin.get("/api/audit", params={"command": "DisableJob", "target": "probe"})).json()
    assert records["items"][0]["by"] == "key:bootstrap"


async def test_is_refused_when_somebody_else_was_first(probe_service: RunningService) -> None:
    """By the tag that was shown; who has the newest is told 304."""
    seen = await probe_service.admin.get(OFF)
    tag = seen.headers["etag"]
    assert (await probe_service.admin.get(OFF, headers={"If-None-Match": tag})).status_code == 304
    first = await probe_service.admin.post(f"{OFF}/enable", headers={"If-Match": tag})
    late = await probe_service.admin.post(f"{OFF}/disable", headers={"If-Match": tag})
    assert (first.status_code, late.status_code) == (200, 412)
    await probe_service.admin.post(f"{OFF}/reset")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"type": "daily", "hour": 24, "timezone": "Mars/Olympus"}, ["/hour", "/minute", "/timezone"]),
        ({"type": "weekly", "hour": 1, "minute": 2, "day": "caturday"}, ["/day"]),
        ({"type": "cron", "cron": "61 * * * *", "jitter_seconds": -1}, ["/cron", "/jitter_seconds"]),
        ({"type": "cron", "cron": "* * *"}, ["/cron"]),
        ({"type": "interval", "interval_seconds": 0, "cron": "* * * * *"}, ["/cron", "/interval_seconds"]),
        ({"type": "interval"}, ["/interval_seconds"]),
    ],
)
async def test_says_what_is_wrong_with_each_field(
    probe_service: RunningService, body: dict[str, Any], pointers: list[str]
) -> None:
    """All at once, a sentence each, nothing of what was sent, and nothing is changed."""
    before = (await shown(probe_service, PROBE))["version"]
    reply = await probe_service.admin.put(f"{PROBE}/schedule", json=body)
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_schedule")
    assert sorted(error["pointer"] for error in reply.json()["errors"]) == pointers
    assert not {"Mars", "caturday", "61"} & set(reply.text.replace("/", " ").split())
    assert (await shown(probe_service, PROBE))["version"] == before


@pytest.mark.parametrize("body", [{"day": True, "hour": 1, "minute": 2}, {"day": "sun", "hour": True, "minute": False}])
async def test_does_not_take_true_for_a_number(probe_service: RunningService, body: dict[str, Any]) -> None:
    """True is no Tuesday, and no hour."""
    reply = await probe_service.admin.put(f"{PROBE}/schedule", json={"type": "weekly", **body})
    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")


async def test_says_what_is_wrong_with_each_param(probe_service: RunningService) -> None:
    """By its name, and what it takes."""
    params = {"steps": "many", "colour": "red", "start_date": "yesterday"}
    reply = await probe_service.admin.patch(PROBE, json={"params": params, "misfire_grace_seconds": 0})
    assert reply.status_code == 422
    errors = {error["pointer"]: error["message"] for error in reply.json()["errors"]}
    assert errors["/params/steps"] == "give a whole number"
    assert errors["/params/start_date"] == "give a date like 2026-11-01, or null"
    assert errors["/params/colour"].startswith("there is no such param; known: steps,")
    assert "/misfire_grace_seconds" in errors
    assert (await probe_service.admin.post(f"{PROBE}/trigger", json={"params": params})).json()[
        "code"
    ] == "invalid_params"


async def test_keeps_out_who_may_not_steer(probe_service: RunningService, operator: httpx.AsyncClient) -> None:
    """A job says whom it needs; all may look."""
    for act in ("trigger", "enable", "disable", "reset"):
        refused = await operator.post(f"{GUARDED}/{act}")
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert (await operator.get(GUARDED)).status_code == 200
    assert (await operator.post(f"{PROBE}/disable")).status_code == 200
    assert (await operator.post(f"{PROBE}/reset")).status_code == 200


async def test_acts_on_several_and_says_what_became_of_each(
    probe_service: RunningService, operator: httpx.AsyncClient
) -> None:
    """207 where some are refused."""
    names = ["probe", "guarded", "no-such-job"]
    some = await operator.post(f"{JOBS}:trigger", json={"names": names})
    assert some.status_code == 207
    items = some.json()["items"]
    assert [item["code"] for item in items] == ["", "permission_denied", "not_found"]
    assert items[0]["execution"]["job"] == "probe"
    assert (await probe_service.admin.post(f"{JOBS}:trigger", json={"names": ["guarded"]})).status_code == 202
    for act, enabled in (("disable", False), ("enable", True)):
        all_of_them = await operator.post(f"{JOBS}:{act}", json={"names": ["probe", "off"]})
        assert all_of_them.status_code == 200, all_of_them.text
        assert [item["enabled"] for item in (await shown(probe_service, JOBS))["items"]][1:] == [enabled, enabled]
    for name in ("probe", "off"):
        await probe_service.admin.post(f"{JOBS}/{name}/reset")


async def test_says_why_a_job_does_not_run(probe_service: RunningService) -> None:
    """One sentence, and the record that proves it."""
    assert (await shown(probe_service, f"{OFF}/why"))["sentence"] == "it is off in the settings"
    await probe_service.admin.post(f"{PROBE}/disable")
    why = await shown(probe_service, f"{PROBE}/why")
    assert (why["code"], why["kind"], why["record"]["switched_by"]) == ("disabled", "configuration", "key:bootstrap")
    assert why["sentence"].startswith("key:bootstrap disabled it at 20")
    await probe_service.admin.post(f"{PROBE}/reset")
    assert (await shown(probe_service, f"{GUARDED}/why"))["code"] == "no_schedule"
    assert (await shown(probe_service, f"{PROBE}/why"))["code"] in {"not_due", "running", "waiting"}


async def test_shows_health_overview_and_who_keeps_the_schedules(probe_service: RunningService) -> None:
    """The reserved words are no jobs."""
    await probe_service.admin.post(f"{PROBE}/trigger", params={"wait": 10})
    health = await shown(probe_service, f"{JOBS}/health")
    assert (health["well"], health["scheduler"]["leads"]) == (True, True)
    assert {job["name"]: job["health"] for job in health["jobs"]} == {"guarded": "ok", "off": "off", "probe": "ok"}
    scheduler = await shown(probe_service, f"{JOBS}/scheduler")
    assert scheduler["leader"] == scheduler["process"]
    assert (scheduler["roles"], scheduler["term"] >= 1) == (["api", "jobs"], True)
    overview = await shown(probe_service, f"{JOBS}/overview")
    assert overview["counts"].get("completed", 0) >= 1
    [day] = [job for job in overview["jobs"] if job["name"] == "probe"]
    assert day["counts"] == {"completed": day["counts"]["completed"]}
    assert 0 <= day["average_seconds"] < 10


async def test_a_new_schedule_is_kept_within_two_seconds(probe_service: RunningService) -> None:
    """Without a restart, from the slot after it on; and no more when it is removed."""
    await probe_service.admin.put(f"{PROBE}/schedule", json={"type": "interval", "interval_seconds": 1})

    async def ran() -> bool:
        page = (await probe_service.admin.get(f"{PROBE}/executions", params={"limit": 50})).json()
        return any(run["triggered_by"] == "schedule" and run["state"] == "completed" for run in page["items"])

    await until(ran, "a slot of the new schedule is run", 10)
    assert (await probe_service.admin.delete(PROBE)).json()["schedule_source"] == "code"
    assert (await probe_service.admin.delete(PROBE)).status_code == 409
