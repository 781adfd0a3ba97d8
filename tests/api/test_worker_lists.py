from typing import Any

import pytest
from tests.api.conftest import Fleet

from simulator.server import SimulatorServer
from support.running_service import RunningService


async def names(service: RunningService, **query: Any) -> list[str]:
    """The names of the workers that a list shows."""
    reply = await service.admin.get("/api/workers", params=query)
    assert reply.status_code == 200, reply.text
    return [worker["name"] for worker in reply.json()["items"]]


async def test_filters_when_parameters_are_given(service: RunningService, fleet: Fleet) -> None:
    """What is given must all hold; several values of one parameter are alternatives."""
    course = fleet[0]["tags"]["course"]
    of_course = [worker["name"] for worker in fleet if worker["tags"]["course"] == course]
    here = [worker["name"] for worker in fleet if worker["region"] == "eu-west-1"]
    assert await names(service, **{"tag.course": course}) == of_course
    assert await names(service, region="eu-west-1") == here
    assert await names(service, region="eu-west-1, us-east-1", status="running,stopped") == [w["name"] for w in fleet]
    assert await names(service, **{"tag.course": course, "region": "eu-west-1"}) == sorted(set(of_course) & set(here))
    assert await names(service, status="stopped") == []
    assert await names(service, account="nobody") == []


async def test_searches_literally_when_q_is_given(service: RunningService, fleet: Fleet) -> None:
    """`q` is text and no pattern."""
    assert await names(service, q="WORKER-003") == ["cml-worker-003"]
    assert await names(service, q=fleet[4]["instance_id"]) == ["cml-worker-005"]
    assert await names(service, q="worker-00.") == []
    assert await names(service, q="worker.*") == []


async def test_sorts_when_fields_are_named(service: RunningService, fleet: Fleet) -> None:
    """A minus turns the order; what is not known comes last either way."""
    expected = [worker["name"] for worker in fleet]
    assert await names(service) == expected
    assert await names(service, sort="-name") == expected[::-1]
    by_region = sorted(fleet, key=lambda w: w["name"], reverse=True)
    assert await names(service, sort="region,-name") == [
        w["name"] for w in sorted(by_region, key=lambda w: str(w["region"]))
    ]
    await service.admin.post(f"/api/workers/{fleet[6]['id']}/refresh")
    assert (await names(service, sort="-cpu_percent"))[0] == fleet[6]["name"]
    assert (await names(service, sort="cpu_percent"))[0] == fleet[6]["name"]


@pytest.mark.parametrize("sort", ["name", "-created_at", "status,-region", "-cpu_percent", "launch_time"])
async def test_pages_without_gap_or_double_when_followed(service: RunningService, fleet: Fleet, sort: str) -> None:
    """The pages of a list, put together, are the list."""
    await service.admin.post(f"/api/workers/{fleet[6]['id']}/refresh")
    paged: list[str] = []
    cursor = None
    while True:
        query = {"sort": sort, "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = (await service.admin.get("/api/workers", params=query)).json()
        paged += [worker["name"] for worker in page["items"]]
        assert page["total"] == 10
        if not (cursor := page["next_cursor"]):
            break
    assert paged == await names(service, sort=sort)


async def test_pages_stably_when_rows_come_and_go(service: RunningService, fleet: Fleet) -> None:
    """A worker that leaves between two pages moves nobody else out of sight."""
    first = (await service.admin.get("/api/workers", params={"limit": 4})).json()
    await service.admin.delete(f"/api/workers/{fleet[3]['id']}")
    query = {"limit": 500, "cursor": first["next_cursor"]}
    assert await names(service, **query) == [worker["name"] for worker in fleet[4:]]


async def test_refuses_when_a_cursor_is_forged(service: RunningService, fleet: Fleet) -> None:
    """A cursor is good only as it was given out, and only for its order."""
    given = (await service.admin.get("/api/workers", params={"limit": 3})).json()["next_cursor"]
    forged = [given[:-1] + ("A" if given[-1] != "A" else "B"), "x" * 40, f"{given}.x", "W10.x"]
    for cursor in forged:
        reply = await service.admin.get("/api/workers", params={"cursor": cursor})
        assert (reply.status_code, reply.json()["code"]) == (400, "invalid_cursor")
        assert cursor not in reply.text
    other_order = await service.admin.get("/api/workers", params={"cursor": given, "sort": "-name"})
    assert other_order.status_code == 400


async def test_states_its_position_when_read(service: RunningService, simulator: SimulatorServer, fleet: Fleet) -> None:
    """Lists and summary carry the same position, and a command moves it on before it answers."""
    before = (await service.admin.get("/api/workers")).json()["fleet_sequence"]
    assert (await service.admin.get("/api/fleet")).json()["fleet_sequence"] == before
    simulator.simulation.fleet.stop([simulator.simulation.fleet.all()[0]])
    await service.admin.post(f"/api/workers/{fleet[0]['id']}/sync-ec2-status")
    page = (await service.admin.get("/api/workers", params={"status": "stopped"})).json()
    after = (await service.admin.get("/api/events", params={"limit": 1000})).json()["head"]
    assert [worker["id"] for worker in page["items"]] == [fleet[0]["id"]]
    assert page["fleet_sequence"] == after != before
