import time
from collections import Counter
from typing import Any

import pytest

from integration.aws.aws_configuration import AwsConfiguration
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.chaos import WORKERS
from support.fixture_types import Serve
from support.running_service import RunningService
from support.waiting import until

SICK, WELL = "eu-west-1", "us-east-1"
ATTEMPTS = 3


async def as_of(service: RunningService, region: str) -> str:
    """When EC2 was last read in a region."""
    freshness = (await service.admin.get("/api/fleet")).json()["freshness"]
    of_region = (item for item in freshness if (item["source"], item["region"]) == ("ec2", region))
    return next((item["last_success_at"] or "" for item in of_region), "")


async def until_fresh(service: RunningService, region: str, cycles: int = 1) -> None:
    """Wait until EC2 was read so many times more."""
    for _ in range(cycles):
        before = await as_of(service, region)

        async def newer(before: str = before) -> bool:
            return await as_of(service, region) > before

        await until(newer, f"{region} is fresh")


async def failing(service: RunningService) -> list[dict[str, Any]]:
    """Who fails in the sick region."""
    found: list[dict[str, Any]] = (await service.admin.get("/api/fleet")).json()["failing"]
    return found


@pytest.mark.parametrize("kind", [FaultKind.THROTTLE, FaultKind.HANG, FaultKind.GARBAGE])
async def test_keeps_the_others_fresh_when_one_region_is_in_trouble(
    serve: Serve, simulator: SimulatorServer, kind: FaultKind
) -> None:
    """The failure is an event and a field of the region's workers; the other region goes on, and nobody storms."""
    aws = AwsConfiguration(
        endpoint_url=simulator.address, read_timeout_seconds=1, call_deadline_seconds=3, cloudwatch_period_seconds=60
    )
    monitoring = {"worker_monitoring_enabled": True, "worker_metrics_poll_interval_seconds": 1}
    service = await serve(overrides={AwsConfiguration: aws}, **monitoring)
    imported = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert len(imported.json()["imported"]) == WORKERS, imported.text
    await until_fresh(service, SICK)
    faults, calls = simulator.simulation.faults, simulator.simulation.calls
    calls.reset()
    began = time.monotonic()
    faults.add(Fault(fault_id=faults.next_id(), kind=kind, service=Service.EC2, region=SICK))

    async def all_fail() -> bool:
        return len(await failing(service)) == WORKERS // 2

    await until(all_fail, "the workers of the sick region fail")
    await until_fresh(service, WELL, cycles=2)
    cycles = time.monotonic() - began + 2
    assert calls.count("ec2", SICK, "DescribeInstanceStatus") <= ATTEMPTS * cycles
    assert {item["source"] for item in await failing(service)} == {"ec2"}
    faults.lift()
    await until_fresh(service, SICK)

    async def none_fails() -> bool:
        return not await failing(service)

    await until(none_fails, "the workers recover", 15)
    query: dict[str, str | int] = {"event_types": "source", "limit": 1000}
    events = (await service.admin.get("/api/events", params=query)).json()["items"]
    told = Counter(item["event"]["type"] for item in events)
    half = WORKERS // 2
    assert told["io.cmlfleet.worker.source.recovered.v1"] == half
    assert half <= told["io.cmlfleet.worker.source.failing.v1"] <= 2 * half  # once for each reason
