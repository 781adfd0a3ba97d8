from datetime import datetime, timedelta
from typing import Any

import pytest

from application.ports.telemetry_history import TelemetryHistory
from simulator.server import SimulatorServer
from support.fixture_types import Fleet, Serve
from support.routes import UNKNOWN
from support.running_service import RunningService
from support.samples import sample
from support.waiting import until

FIGURES = {
    "cpu_percent",
    "memory_used_percent",
    "disk_used_percent",
    "running_nodes",
    "total_nodes",
    "network_in_bytes_per_second",
    "network_out_bytes_per_second",
}


async def refresh(service: RunningService, worker: dict[str, Any]) -> dict[str, Any]:
    """Read a worker; return its figures."""
    reply = await service.admin.post(f"/api/workers/{worker['id']}/refresh")
    telemetry: dict[str, Any] = reply.json()["worker"]["telemetry"]
    return telemetry


async def history(service: RunningService, worker: dict[str, Any], **query: str) -> dict[str, Any]:
    """Ask for a worker's history."""
    reply = await service.admin.get(f"/api/workers/{worker['id']}/telemetry", params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def cpu_points(reply: dict[str, Any]) -> list[dict[str, Any]]:
    """The points of the CPU."""
    return list(reply["figures"]["cpu_percent"]["points"])


async def test_tells_what_was_read_when_a_worker_was_refreshed(service: RunningService, fleet: Fleet) -> None:
    """The figures of CloudWatch with their own time, in every resolution; the worker's neighbours have none."""
    told = await refresh(service, fleet[0])
    reply = await history(service, fleet[0])
    [point] = cpu_points(reply)
    assert reply["figures"].keys() == FIGURES
    assert point == {"at": told["taken_at"], **dict.fromkeys(("min", "avg", "max"), told["cpu_percent"])}
    assert reply["resolution"] == "raw"
    assert datetime.fromisoformat(reply["end"]) - datetime.fromisoformat(reply["start"]) == timedelta(hours=1)
    for query in ({"range": "6h", "resolution": "5m"}, {"range": "24h"}, {"range": "35d", "resolution": "1d"}):
        [rounded] = cpu_points(await history(service, fleet[0], **query))
        assert rounded["at"] <= point["at"]
        assert rounded["avg"] == pytest.approx(told["cpu_percent"])
    assert cpu_points(await history(service, fleet[1])) == []


async def test_keeps_the_history_when_a_worker_is_stopped(
    service: RunningService, simulator: SimulatorServer, fleet: Fleet
) -> None:
    """It has no figures from then on, and those from before stay."""
    told = await refresh(service, fleet[0])
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    assert (await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")).status_code == 200
    assert [point["avg"] for point in cpu_points(await history(service, fleet[0]))] == [told["cpu_percent"]]


async def test_adds_nothing_twice_when_two_services_read_and_one_is_restarted(
    serve: Serve, simulator: SimulatorServer, database_name: str
) -> None:
    """Whoever reads a point, and however often: it is one sample. A new service goes on where the old one was."""
    one, two = await serve(database=database_name), await serve(database=database_name)
    fleet = (await one.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()["imported"]

    async def known_to_two() -> bool:
        return len((await two.admin.get("/api/workers")).json()["items"]) == len(fleet)

    await until(known_to_two, "the other service shows the fleet")
    times = {(await refresh(service, fleet[0]))["taken_at"] for service in (one, two, one, two)}
    three = await serve(database=database_name)
    times.add((await refresh(three, fleet[0]))["taken_at"])
    replies = [await history(service, fleet[0]) for service in (one, two, three)]
    for reply in replies:
        assert [point["at"] for point in cpu_points(reply)] == sorted(times)
    [hours] = [await history(three, fleet[0], range="7h")]
    whole, single = hours["figures"]["cpu_percent"], replies[0]["figures"]["cpu_percent"]
    assert whole["avg"] == pytest.approx(single["avg"])


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"range": "5m"}, "range"),
        ({"range": "36d"}, "range"),
        ({"range": "<script>"}, "range"),
        ({"range": "7d", "resolution": "raw"}, "resolution"),
        ({"resolution": "1s"}, "resolution"),
        ({"range": "1" * 17}, "range"),
        ({"rang": "1h"}, "query"),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_refuses_with_a_sentence_when_a_parameter_is_none(
    standing_service: RunningService, standing_fleet: Fleet, query: dict[str, str], pointer: str
) -> None:
    """422 names the parameter and says what it takes; what was sent is not repeated."""
    reply = await standing_service.admin.get(f"/api/workers/{standing_fleet[0]['id']}/telemetry", params=query)
    problem = reply.json()
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert pointer in problem["errors"][0]["pointer"]
    assert problem["errors"][0]["message"]
    assert "<script>" not in reply.text


@pytest.mark.asyncio(loop_scope="module")
async def test_is_not_found_when_the_worker_is_unknown(standing_service: RunningService) -> None:
    """As for every other question about it."""
    reply = await standing_service.admin.get(f"/api/workers/{UNKNOWN}/telemetry")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_lists_the_last_hour_when_series_are_asked_for(service: RunningService, fleet: Fleet) -> None:
    """Beside each worker of the page, in columns; nothing of it where it was not asked for."""
    told = await refresh(service, fleet[0])
    listed = (await service.admin.get("/api/workers", params={"series": "1h", "limit": 2})).json()["items"]
    first, second = (worker["series"] for worker in listed)
    assert first["figures"].keys() == FIGURES
    assert first["figures"]["cpu_percent"] == [pytest.approx(told["cpu_percent"], abs=0.01)]
    assert [datetime.fromisoformat(time) for time in first["times"]] == [datetime.fromisoformat(told["taken_at"])]
    assert second == {"times": [], "figures": {name: [] for name in FIGURES}}
    plain = (await service.admin.get("/api/workers", params={"limit": 1})).json()["items"]
    assert "series" not in plain[0]
    refused = await service.admin.get("/api/workers", params={"series": "2h"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "series")


async def test_shows_months_of_hours_when_they_are_kept(service: RunningService, fleet: Fleet) -> None:
    """30 days are one point for each hour that has samples, and of days there are thirty."""
    kept: TelemetryHistory = service.service(TelemetryHistory)
    end = datetime.fromisoformat((await history(service, fleet[0]))["end"])
    times = [end - timedelta(hours=8 * number) for number in range(90)]
    await kept.add_async([sample(time, float(number), fleet[0]["id"]) for number, time in enumerate(times)])
    await kept.add_async([sample(time.replace(minute=0), 0.0, fleet[0]["id"]) for time in times])
    hours = cpu_points(await history(service, fleet[0], range="30d"))
    assert [point["max"] for point in hours] == [float(number) for number in reversed(range(90))]
    days = cpu_points(await history(service, fleet[0], range="30d", resolution="1d"))
    assert 30 <= len(days) <= 31
    assert [point["max"] for point in days[1:-1]] == sorted((point["max"] for point in days[1:-1]), reverse=True)


@pytest.mark.asyncio(loop_scope="module")
async def test_describes_itself_when_the_api_is_read(standing_service: RunningService) -> None:
    """The OpenAPI document has the reply's model with an example."""
    document = (await standing_service.admin.get("/api/openapi.json")).json()
    operation = document["paths"]["/api/workers/{worker_id}/telemetry"]["get"]
    assert {parameter["name"] for parameter in operation["parameters"]} == {"worker_id", "range", "resolution"}
    example = document["components"]["schemas"]["TelemetryHistoryDto"]["example"]
    assert example["figures"]["cpu_percent"]["points"]
