"""A service that is killed while it archives lists no half, and leaves nothing behind."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pymongo import MongoClient

from application.clock import Clock
from domain.archive.archive_days import begin_of
from domain.telemetry.worker_telemetry import FIGURES
from support.chaos import NewService
from support.database import DatabaseServer
from support.waiting import until

RUNS = "CML_FLEET_CHAOS_RUNS"
WORKERS = 40
HOURS = 24
SAMPLES = 60
SECONDS = 60.0
QUIET = {
    "WORKER_MONITORING_ENABLED": "false",
    "DURABLE_HANDLER_LEASE_SECONDS": "3",
    "JOB_LEASE_SECONDS": "3",
    "SCHEDULER_LEASE_SECONDS": "3",
}
ORDER = {"params": {"what": ["telemetry"]}}
TRIGGER = "/api/jobs/telemetry-archive/trigger"
PLACES = ("staged.ndjson", "part-0.parquet", *(("part.parquet", ".incoming") if RUNS in os.environ else ()))
"""What is there at the moment of the kill: while rows are put down, made a file of, copied, and published."""


def fill(database: DatabaseServer, name: str, day: datetime) -> None:
    """Have a day of samples."""
    with MongoClient[dict[str, Any]](database.uri) as client:
        for hour in (day + timedelta(hours=number) for number in range(HOURS)):
            times = [hour + timedelta(minutes=minute) for minute in range(SAMPLES)]
            documents = [
                {
                    "_id": f"w{worker:03d}/{hour:%Y-%m-%dT%H}",
                    "hour": hour,
                    "figures": FIGURES,
                    "times": times,
                    "rows": [[1.5] * len(FIGURES)] * SAMPLES,
                    "expires_at": hour + timedelta(days=35),
                }
                for worker in range(WORKERS)
            ]
            client[name]["telemetry"].insert_many(documents)


def is_there(place: str, *folders: Path) -> bool:
    """Whether the run is as far as that."""
    found = (path for folder in folders for path in folder.rglob(place))
    return any(path.is_file() or any(path.iterdir()) for path in found)


def check_listed(kept: Path) -> list[dict[str, Any]]:
    """What is listed is whole."""
    manifests = [json.loads(path.read_bytes()) for path in kept.rglob("manifest.json")]
    for manifest in manifests:
        (file,) = manifest["files"]
        assert duckdb.read_parquet(str(kept / file["name"])).shape[0] == file["rows"]
    return manifests


@pytest.mark.timeout(240)
@pytest.mark.parametrize("place", PLACES)
async def test_lists_no_half_when_it_is_killed(
    database: DatabaseServer,
    new_service: NewService,
    database_name: str,
    tmp_path: Path,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The day is archived whole by the next run, and what the dead left is gone."""
    fill(database, database_name, begin_of((Clock().now() - timedelta(days=1)).date()))
    kept, staging = tmp_path / "kept", tmp_path / "staging"
    staging.mkdir()
    monkeypatch.setenv("TMPDIR", str(staging))
    service = new_service(database, ARCHIVE_DESTINATIONS=f"main={kept}", **QUIET)
    await service.start_async()
    async with service.client() as client:
        assert (await client.post(TRIGGER, json=ORDER)).is_success
        await until(lambda: is_there(place, staging, kept), f"{place} is there", SECONDS)
        service.child.kill()
    check_listed(kept)
    await service.start_async()
    async with service.client() as client:
        again = (await client.post(TRIGGER, json=ORDER)).json()

        async def archived() -> bool:
            run = (await client.get(f"/api/jobs/executions/{again['id']}")).json()
            return bool(run["state"] == "completed")

        await until(archived, "the day is archived", SECONDS)
        await until(lambda: not list(staging.glob("cml-fleet-archive-*")), "the run of the dead has ended too", SECONDS)
    (manifest,) = check_listed(kept)
    assert manifest["files"][0]["rows"] == WORKERS * HOURS * SAMPLES
    assert len(list(kept.rglob("part-0.parquet"))) == 1
    assert not list((kept / ".incoming").iterdir())
