"""Ten thousand workers."""

import time
from asyncio import to_thread
from typing import Any

from simulator.fleet.plan import FleetPlan


async def test_serves_ten_thousand_when_paged_by_200(boot: Any, connect: Any) -> None:
    """10,000 workers are there in under 5 s and are told on 50 pages, each exactly once."""
    began = time.perf_counter()
    server = await boot(FleetPlan(workers=10_000))
    assert time.perf_counter() - began < 5
    paginator = connect("ec2", server.address).get_paginator("describe_instance_status")
    options = {"IncludeAllInstances": True, "PaginationConfig": {"PageSize": 200}}
    pages = await to_thread(list, paginator.paginate(**options))
    ids = [status["InstanceId"] for page in pages for status in page["InstanceStatuses"]]
    assert len(pages) == 50
    assert len(set(ids)) == len(ids) == 10_000


async def test_knows_the_same_fleet_when_the_seed_is_the_same(boot: Any, connect: Any) -> None:
    """Equal seeds give equal fleets in two servers of one process; another seed gives another."""
    servers = [await boot(FleetPlan(workers=20, seed=seed)) for seed in (7, 7, 8)]
    first, second, other = [
        (await to_thread(connect("ec2", each.address).describe_instances))["Reservations"] for each in servers
    ]
    assert first == second
    assert {each["ReservationId"] for each in first}.isdisjoint(each["ReservationId"] for each in other)
