"""A service that is killed while it archives lists no half, and leaves nothing behind."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

import duckdb
import pytest
from pymongo import MongoClient

from application.clock import Clock
from domain.archive.archive_days import begin_of
from domain.telemetry.worker_telemetry import FIGURES
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.chaos import NewService
from support.database import DatabaseServer
from support.service_process import ServiceProcess
from support.waiting import until

WORKERS = 40
HOURS = 24
SAMPLES = 60
TRIGGER = "/api/jobs/telemetry-archive/trigger"
PLACES = ("staged.ndjson", "part.parquet", ".incoming", "part-0.parquet")
"""What is there at the moment of the kill: while rows are put down, made a file of, copied, and published."""


@pytest.fixture
def name() -> str:
    """A database that nobody else uses."""
    return f"test_{token_hex(6)}"


def fill(database: DatabaseServer, name: str, day: datetime) -> None:
    """Have a day of samples."""
    with MongoClient(database.uri) as client:
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
    return any(path.is_dir() is False or any(path.iterdir()) for folder in folders for path in folder.rglob(place))


def check_listed(kept: Path) -> list[dict[str, object]]:
    """What is listed is whole."""
    manifests = [json.loads(path.read_bytes()) for path in kept.rglob("manifest.json")]
    for manifest in manifests:
        (file,) = manifest["files"]
        assert duckdb.read_parquet(str(kept / file["name"])).shape[0] == file["rows"]
    return manifests


@pytest.mark.parametrize("place", PLACES)
async def test_lists_no_half_when_it_is_killed(
    database: DatabaseServer, new_service: NewService, tmp_path: Path, place: str, name: str
) -> None:
    """The run is taken over, ends in the whole day, and what the dead left is gone."""
    day = begin_of((Clock().now() - timedelta(days=1)).date())
    fill(database, name, day)
    kept, staging = tmp_path / "kept", tmp_path / "staging"
    staging.mkdir()
    simulator = SimulatorServer(FleetPlan(workers=1, regions=("us-east-1",)))
    await simulator.start()
    service: ServiceProcess = new_service(
        database.uri,
        simulator.address,
        database_name=name,
        ARCHIVE_DESTINATIONS=f"main={kept}",
        WORKER_MONITORING_ENABLED="false",
        TMPDIR=str(staging),
    )
    await service.start_async()
    async with service.client() as client:
        params = {"what": ["telemetry"]}
        assert (await client.post(TRIGGER, json={"params": params})).is_success
        await until(lambda: is_there(place, staging, kept), f"{place} is there", 30)
    service.child.kill()
    check_listed(kept)
    await service.start_async()
    async with service.client() as client:
        assert (await client.post(TRIGGER, json={"params": params}, params={"wait": "60"})).is_success

        async def archived() -> bool:
            return bool((await client.get("/api/archives")).json()["items"])

        await until(archived, "the day is archived", 60)
    (manifest,) = check_listed(kept)
    assert manifest["kind"] == "telemetry"
    assert [path.name for path in kept.rglob("*") if path.is_file()].count("part-0.parquet") == 1
    assert not list((kept / ".incoming").iterdir())
    assert not list(staging.glob("cml-fleet-archive-*"))
    await simulator.stop()
