"""The history of one worker, as closely as it is asked for."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from application.behaviors.error_behavior import RefusedResult
from application.telemetry.get_worker_telemetry_query import MOST_POINTS, GetWorkerTelemetryQuery
from domain.telemetry.worker_telemetry import FIGURES, OF_CLOUDWATCH
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born, stop
from support.samples import sample

WORKER = born().aggregate_id
CPU, NET_IN, _ = OF_CLOUDWATCH
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def started(process: FakeProcess) -> AsyncIterator[FakeProcess]:
    """The service, with one worker that is stopped by now."""
    async with process:
        await process.commit_async(born())
        [worker] = await process.workers.get_many_async([WORKER])
        await process.commit_async(stop(worker))
        yield process


async def keep(world: FakeWorld, *times: datetime, step: float = 1.0) -> None:
    """Add a sample at each of these times, the CPU growing by `step` from one to the next."""
    await world.history.add_async([sample(time, step * place, WORKER) for place, time in enumerate(times)])


async def asked(process: FakeProcess, **query: str) -> dict[str, Any]:
    """Ask for the worker's history."""
    result = await process.send_async(GetWorkerTelemetryQuery(worker_id=WORKER, **query))
    assert result.is_success, result.detail
    reply: dict[str, Any] = orjson.loads(result.data)
    return reply


async def points(process: FakeProcess, **query: str) -> list[tuple[str, float, float, float]]:
    """The points of the CPU: hour and minute, smallest, mean, largest."""
    shown = (await asked(process, **query))["figures"][CPU]["points"]
    return [(point["at"][5:16], point["min"], point["avg"], point["max"]) for point in shown]


async def test_tells_each_sample_when_the_range_is_short(world: FakeWorld, started: FakeProcess) -> None:
    """Raw points with the time they were true; what was never read has none; also of a stopped worker."""
    await keep(world, NOON - HOUR - MINUTE, NOON - 50 * MINUTE, NOON - 10 * MINUTE)
    assert await asked(started) == {
        "worker_id": WORKER,
        "start": "2026-06-01T11:00:00Z",
        "end": "2026-06-01T12:00:00Z",
        "resolution": "raw",
        "figures": {
            CPU: {
                "min": 1.0,
                "avg": 1.5,
                "max": 2.0,
                "points": [
                    {"at": "2026-06-01T11:10:00Z", "min": 1.0, "avg": 1.0, "max": 1.0},
                    {"at": "2026-06-01T11:50:00Z", "min": 2.0, "avg": 2.0, "max": 2.0},
                ],
            },
            **{name: {"min": None, "avg": None, "max": None, "points": []} for name in FIGURES[1:]},
        },
    }


async def test_sums_up_when_a_resolution_is_asked_for(world: FakeWorld, started: FakeProcess) -> None:
    """Five minutes, hours and days have smallest, mean and largest."""
    await keep(world, *(NOON - 10 * MINUTE + number * MINUTE for number in range(10)))
    assert await points(started, resolution="5m") == [("06-01T11:50", 0, 2, 4), ("06-01T11:55", 5, 7, 9)]
    assert await points(started, resolution="1h") == [("06-01T11:00", 0, 4.5, 9)]
    assert await points(started, range="6h", resolution="1d") == [("06-01T00:00", 0, 4.5, 9)]


@pytest.mark.parametrize(("query", "resolution"), [("1h", "raw"), ("6h", "raw"), ("361m", "1h"), ("35d", "1h")])
async def test_is_as_fine_as_it_is_kept_when_no_resolution_is_given(
    started: FakeProcess, query: str, resolution: str
) -> None:
    """Samples up to six hours, hours beyond."""
    assert (await asked(started, range=query))["resolution"] == resolution


async def test_reads_hours_when_the_range_is_long(world: FakeWorld, started: FakeProcess) -> None:
    """One read of figures summed up before; gaps stay gaps; days are made of hours."""
    await keep(world, NOON - 3 * DAY, NOON - 3 * DAY + MINUTE, NOON - DAY, NOON)
    world.history.reads = 0
    hours = [("05-29T12:00", 0, 0.5, 1), ("05-31T12:00", 2, 2, 2), ("06-01T12:00", 3, 3, 3)]
    assert await points(started, range="7d") == hours
    assert world.history.reads == 1
    assert await points(started, range="30d", resolution="1d") == [
        ("05-29T00:00", 0, 0.5, 1),
        ("05-31T00:00", 2, 2, 2),
        ("06-01T00:00", 3, 3, 3),
    ]
    assert await points(started, range="24h") == hours[1:]


async def test_never_tells_too_many_points(world: FakeWorld, started: FakeProcess) -> None:
    """Samples that are too many are told by five minutes, and the reply says so; 35 days of hours fit."""
    await keep(world, *(NOON - number * 10 * SECOND for number in range(MOST_POINTS)))
    assert (await asked(started, range="6h"))["resolution"] == "raw"
    await keep(world, NOON - 3 * HOUR)
    reply = await asked(started, range="6h", resolution="raw")
    assert reply["resolution"] == "5m"
    assert len(reply["figures"][CPU]["points"]) < 40
    await keep(world, *(NOON - number * HOUR for number in range(900)))
    assert len(await points(started, range="35d")) == 841 <= MOST_POINTS


@pytest.mark.parametrize(
    "text", ["", "h", "59m", "36d", "841h", "0d", "-1h", "1H", "1w", "1.5h", "01h", "1h\n", "999999h"]
)
async def test_is_refused_when_the_range_is_none(started: FakeProcess, text: str) -> None:
    """The refusal says what is one, and repeats nothing of what was sent."""
    result = await started.send_async(GetWorkerTelemetryQuery(worker_id=WORKER, range=text))
    assert isinstance(result, RefusedResult)
    assert (result.status, result.error.code) == (422, "invalid_range")
    assert "1h to 35d" in str(result.error)


@pytest.mark.parametrize(("query", "resolution"), [("1h", "2m"), ("7h", "raw"), ("7d", "5m"), ("1h", "RAW")])
async def test_is_refused_when_the_resolution_is_none(started: FakeProcess, query: str, resolution: str) -> None:
    """Unknown ones, and those that are finer than what is kept for the range."""
    asking = GetWorkerTelemetryQuery(worker_id=WORKER, range=query, resolution=resolution)
    result = await started.send_async(asking)
    assert isinstance(result, RefusedResult)
    assert (result.status, result.error.code) == (422, "invalid_resolution")


async def test_is_not_found_when_the_fleet_has_no_such_worker(started: FakeProcess) -> None:
    """Nobody's history is not read."""
    result = await started.send_async(GetWorkerTelemetryQuery(worker_id="nobody"))
    assert (result.status, result.data) == (404, None)
