"""The archive over HTTP, with a real database and DuckDB: from a sample in the history to a file that is downloaded."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest

from application.clock import Clock
from application.ports.telemetry_history import TelemetryHistory
from domain.telemetry.telemetry_sample import TelemetrySample
from support.fixture_types import ClientOf, Serve
from support.running_service import RunningService
from support.waiting import until

PLANS, ARCHIVES = "/api/archive-plans", "/api/archives"
TRIGGER = "/api/jobs/telemetry-archive/trigger"
WAIT = {"wait": "30"}
NIGHTLY = {"name": "nightly", "schedule": {"weekly": "sunday 23:59", "timezone": "Europe/Paris"}, "what": ["telemetry"]}


@pytest.fixture
async def service(serve: Serve, tmp_path: Path) -> RunningService:
    """A service with two destinations, and three samples of yesterday."""
    return await with_samples(
        await serve(archive_destinations={"main": str(tmp_path / "a"), "cold": str(tmp_path / "c")})
    )


async def with_samples(service: RunningService) -> RunningService:
    """Have three samples of yesterday."""
    noon = datetime.combine(yesterday(), datetime.min.time(), UTC) + timedelta(hours=12)
    samples = [
        TelemetrySample(
            worker_id="gone", taken_at=noon + timedelta(minutes=minute), figures={"cpu_percent": 10.0 * minute}
        )
        for minute in range(3)
    ]
    await service.service(TelemetryHistory).add_async(samples)
    return service


def yesterday() -> Any:
    """The last day that is over."""
    return (Clock().now() - timedelta(days=1)).date()


async def ended(service: RunningService, **params: Any) -> dict[str, Any]:
    """Archive and wait for the end."""
    reply = await service.admin.post(TRIGGER, json={"params": params}, params=WAIT)
    assert reply.status_code == 200, reply.text
    execution: dict[str, Any] = reply.json()
    assert execution["state"].startswith("completed"), execution
    return execution


async def test_archives_a_day_that_others_can_read(service: RunningService, tmp_path: Path) -> None:
    """Listed, shown, downloaded with its digest, told as an event; pruned, and not archived away afterwards."""
    execution = await ended(service, prune=True)
    assert execution["result"]["pruned"] == 3
    listed = (await service.admin.get(ARCHIVES, params={"what": "telemetry"})).json()
    (archive,) = listed["items"]
    (file,) = archive["files"]
    assert (archive["day"], file["rows"], archive["made_by"]) == (str(yesterday()), 3, execution["id"])
    path = f"{ARCHIVES}/telemetry/{yesterday()}"
    assert (await service.admin.get(path)).json() == archive
    download = await service.admin.get(f"{path}/file")
    assert download.headers["content-type"] == "application/vnd.apache.parquet"
    assert download.headers["etag"] == f'"{sha256(download.content).hexdigest()}"' == f'"{file["sha256"]}"'
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(download.content)
    assert duckdb.read_parquet(str(copy)).project("worker_id, cpu_percent").fetchall() == [
        ("gone", 0.0),
        ("gone", 10.0),
        ("gone", 20.0),
    ]
    again = await ended(service, what=["telemetry"])
    assert again["result"]["rows"] == 3
    assert "kept the archive from before" in str(again["warnings"])
    events = (await service.admin.get("/api/events", params={"event_types": "archive"})).json()["items"]
    assert [item["event"]["data"]["rows"] for item in events][-1] == 3


async def test_has_a_sentence_for_each_param_that_is_wrong(service: RunningService) -> None:
    """Nothing is queued."""
    wrong = {"start_date": "yesterday", "format": "csv", "nonsense": 1}
    reply = await service.admin.post(TRIGGER, json={"params": wrong})
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [f"/params/{name}" for name in wrong]


async def test_keeps_a_plan_from_its_creation_to_its_end(service: RunningService, client_of: ClientOf) -> None:
    """Seen by its owner and admins; changed at the version that was meant; carried out when somebody asks."""
    operator, other = await client_of("operator"), await client_of("operator")
    created = await operator.post(PLANS, json=NIGHTLY)
    assert created.status_code == 201, created.text
    plan = created.json()
    assert plan["schedule"] == {"cron": "59 23 * * SUN", "timezone": "Europe/Paris"}
    path = f"{PLANS}/{plan['id']}"
    for request in ("GET", "DELETE"):
        assert (await other.request(request, path)).status_code == 404
    assert (await other.get(PLANS)).json() == {"items": []}
    assert (await service.admin.get(PLANS)).json()["items"] == [plan]
    shown = await operator.get(path)
    assert (await operator.get(path, headers={"If-None-Match": shown.headers["etag"]})).status_code == 304
    stale = await operator.patch(path, json={"window_days": 3}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    changed = await operator.patch(path, json={"format": "ndjson.gz"}, headers={"If-Match": shown.headers["etag"]})
    assert (changed.json()["version"], changed.json()["format"]) == (2, "ndjson.gz")
    begun = await operator.post(f"{path}/run")
    assert begun.status_code == 202

    async def archived() -> bool:
        run = (await operator.get(f"/api/jobs/executions/{begun.json()['execution_id']}")).json()
        return bool(run["state"] == "completed")

    await until(archived, "the plan is carried out", 30)
    listed = (await operator.get(ARCHIVES)).json()["items"]
    assert [(archive["kind"], archive["format"]) for archive in listed] == [("telemetry", "ndjson.gz")]
    events = (await operator.get("/api/events", params={"event_types": "archive.completed"})).json()["items"]
    assert [item["event"]["subject"] for item in events] == [plan["id"]]
    assert (await operator.delete(path)).status_code == 204
    assert (await operator.get(path)).status_code == 404


WRONG_SCHEDULES = (
    ({"daily": "25:00"}, "/schedule", '"25:00" is no time of the day'),
    ({"weekly": "someday 10:00"}, "/schedule", '"someday" is no day of the week'),
    ({"cron": "61 * * * *"}, "/cron", "bad minute"),
    ({"daily": "10:00", "cron": "1 * * * *"}, "/schedule", "give one of daily, weekly and cron"),
    ({"daily": "10:00", "timezone": "Mars/Base"}, "/timezone", "there is no such time zone"),
)


async def test_has_a_sentence_when_a_schedule_is_none(service: RunningService) -> None:
    """At the word that is wrong."""
    for schedule, pointer, sentence in WRONG_SCHEDULES:
        reply = await service.admin.post(PLANS, json={"name": "n", "schedule": schedule})
        assert reply.status_code in {400, 422}
        (error,) = reply.json()["errors"]
        assert error["pointer"].endswith(pointer)
        assert sentence in error["message"]
    for before in ("2026-02-30/events", "x"):
        assert (await service.admin.get(ARCHIVES, params={"before": before})).status_code == 400
