from typing import Any

import pytest

from support.fixture_types import Fleet
from support.running_service import RunningService

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def names(service: RunningService, **query: Any) -> list[str]:
    """The names of the workers that a list shows."""
    reply = await service.admin.get("/api/workers", params=query)
    assert reply.status_code == 200, reply.text
    return [worker["name"] for worker in reply.json()["items"]]


async def test_filters_when_parameters_are_given(standing_service: RunningService, standing_fleet: Fleet) -> None:
    """What is given must all hold; several values of one parameter are alternatives."""
    course = standing_fleet[0]["tags"]["course"]
    of_course = [worker["name"] for worker in standing_fleet if worker["tags"]["course"] == course]
    here = [worker["name"] for worker in standing_fleet if worker["region"] == "eu-west-1"]
    assert await names(standing_service, **{"tag.course": course}) == of_course
    assert await names(standing_service, region="eu-west-1") == here
    assert await names(standing_service, region="eu-west-1, us-east-1", status="running,stopped") == [
        w["name"] for w in standing_fleet
    ]
    assert await names(standing_service, **{"tag.course": course, "region": "eu-west-1"}) == sorted(
        set(of_course) & set(here)
    )
    assert await names(standing_service, status="stopped") == []
    assert await names(standing_service, account="nobody") == []


async def test_searches_literally_when_q_is_given(standing_service: RunningService, standing_fleet: Fleet) -> None:
    """`q` is text and no pattern."""
    assert await names(standing_service, q="WORKER-003") == ["cml-worker-003"]
    assert await names(standing_service, q=standing_fleet[4]["instance_id"]) == ["cml-worker-005"]
    assert await names(standing_service, q="worker-00.") == []
    assert await names(standing_service, q="worker.*") == []


async def test_sorts_when_fields_are_named(standing_service: RunningService, standing_fleet: Fleet) -> None:
    """A minus turns the order; what is not known comes last either way."""
    expected = [worker["name"] for worker in standing_fleet]
    assert await names(standing_service) == expected
    assert await names(standing_service, sort="-name") == expected[::-1]
    by_region = sorted(standing_fleet, key=lambda w: w["name"], reverse=True)
    assert await names(standing_service, sort="region,-name") == [
        w["name"] for w in sorted(by_region, key=lambda w: str(w["region"]))
    ]
    assert (await names(standing_service, sort="-cpu_percent"))[0] == standing_fleet[6]["name"]
    assert (await names(standing_service, sort="cpu_percent"))[0] == standing_fleet[6]["name"]


async def test_shows_what_each_worker_and_the_fleet_cost(
    standing_service: RunningService, standing_fleet: Fleet
) -> None:
    """Key figures, price with its source, and the month so far; the fleet's cost is the sum of theirs."""
    listed = (await standing_service.admin.get("/api/workers", params={"sort": "-usd_per_hour"})).json()["items"]
    prices = [worker["cost"]["usd_per_hour"] for worker in listed]
    assert prices == sorted(prices, reverse=True)
    for worker in listed:
        assert worker["instance"]["vcpus"] >= 8
        assert worker["cost"]["price_source"].startswith("AWS Price List")
        assert worker["cost"]["month_to_date_usd"] > 0
    fleet = (await standing_service.admin.get("/api/fleet")).json()
    assert fleet["cost"]["usd_per_hour"] == pytest.approx(sum(prices))
    assert fleet["cost"]["by_status"]["running"]["workers"] == len(standing_fleet)
    assert fleet["cost"]["month_to_date_usd"] >= sum(worker["cost"]["month_to_date_usd"] for worker in listed) - 0.1
    assert "EBS" in fleet["cost"]["not_included"]
    assert fleet["cloudwatch"]["held_back"] is False


@pytest.mark.parametrize(
    "sort",
    [
        "name",
        "-created_at",
        "status,-region",
        "-cpu_percent",
        "launch_time",
        "-month_to_date_usd",
        "usd_per_hour,-name",
    ],
)
async def test_pages_without_gap_or_double_when_followed(
    standing_service: RunningService, standing_fleet: Fleet, sort: str
) -> None:
    """The pages of a list, put together, are the list."""
    paged: list[str] = []
    cursor = None
    while True:
        query: dict[str, str | int] = {"sort": sort, "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = (await standing_service.admin.get("/api/workers", params=query)).json()
        paged += [worker["name"] for worker in page["items"]]
        assert page["total"] == 10
        if not (cursor := page["next_cursor"]):
            break
    assert paged == await names(standing_service, sort=sort)


async def test_refuses_when_a_cursor_is_forged(standing_service: RunningService, standing_fleet: Fleet) -> None:
    """A cursor is good only as it was given out, and only for its order."""
    given = (await standing_service.admin.get("/api/workers", params={"limit": 3})).json()["next_cursor"]
    flipped = given[:-3] + ("A" if given[-3] != "A" else "B") + given[-2:]  # the last character holds spare bits
    forged = [flipped, "x" * 40, f"{given}.x", "W10.x"]
    for cursor in forged:
        reply = await standing_service.admin.get("/api/workers", params={"cursor": cursor})
        assert (reply.status_code, reply.json()["code"]) == (400, "invalid_cursor")
        assert cursor not in reply.text
    other_order = await standing_service.admin.get("/api/workers", params={"cursor": given, "sort": "-name"})
    assert other_order.status_code == 400
