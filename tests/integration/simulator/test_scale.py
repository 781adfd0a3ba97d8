"""Ten thousand workers."""

import time
from asyncio import to_thread
from collections.abc import Callable
from typing import Any

import pytest

from simulator.aws.call import AwsCall, Service
from simulator.aws.form import Form
from simulator.cloudwatch.endpoint import answer_cloudwatch
from simulator.ec2.endpoint import answer_ec2
from simulator.fleet.fleet import Fleet
from simulator.fleet.plan import FleetPlan

REGION = "us-east-1"


@pytest.fixture(scope="module")
def large() -> Fleet:
    """Ten thousand workers."""
    return Fleet(FleetPlan(workers=10_000))


def least_milliseconds(work: Callable[[], object]) -> float:
    """Tell how much processor time some work takes at its best, once it has been done before."""
    work()
    times = []
    for _ in range(5):
        began = time.thread_time()
        work()
        times.append(time.thread_time() - began)
    return min(times) * 1000


def asked(action: str, **values: str) -> AwsCall:
    """Make a call of EC2."""
    return AwsCall(Service.EC2, REGION, action, form=Form({"IncludeAllInstances": "true", **values}))


def numbered(name: str, values: list[str]) -> dict[str, str]:
    """Spell a list as the query protocol does."""
    return {f"{name}.{number}": value for number, value in enumerate(values, start=1)}


@pytest.mark.parametrize(("action", "milliseconds"), [("DescribeInstanceStatus", 2), ("DescribeInstances", 6)])
def test_answers_in_little_time_when_200_are_asked_for(large: Fleet, action: str, milliseconds: int) -> None:
    """A page of 200 of 10,000 takes 2 ms or 6 ms of processor time on a quiet machine; five times that is too much."""
    call = asked(action, MaxResults="200")
    assert answer_ec2(large, call).body.count(b"<instanceId>") == 200
    assert least_milliseconds(lambda: answer_ec2(large, call)) < 5 * milliseconds


def test_answers_in_little_time_when_200_are_filtered_out(large: Fleet) -> None:
    """A filter of 200 ids costs no walk through 10,000 instances."""
    ids = [each.instance_id for each in large.all()[5000:5200]]
    wanted = {"Filter.1.Name": "instance-id", **numbered("Filter.1.Value", ids)}
    call = asked("DescribeInstances", **wanted)
    assert answer_ec2(large, call).body.count(b"<instanceId>") == 200
    assert least_milliseconds(lambda: answer_ec2(large, call)) < 30


def test_answers_in_little_time_when_500_metrics_are_asked_for(large: Fleet) -> None:
    """500 queries take 15 ms of processor time on a quiet machine; five times that is too much."""
    now = int(large.clock().timestamp()) // 300 * 300
    queries = [
        {
            "Id": f"q{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/EC2",
                    "MetricName": "NetworkIn",
                    "Dimensions": [{"Name": "InstanceId", "Value": instance.instance_id}],
                },
                "Period": 300,
                "Stat": "Sum",
            },
        }
        for number, instance in enumerate(large.all()[:500])
    ]
    document = {"MetricDataQueries": queries, "StartTime": now - 1200, "EndTime": now}
    call = AwsCall(Service.CLOUDWATCH, REGION, "GetMetricData", document=document)
    assert answer_cloudwatch(large, call).body.count(b'"Complete"') == 500
    assert least_milliseconds(lambda: answer_cloudwatch(large, call)) < 75


async def test_serves_ten_thousand_when_paged_by_200(boot: Any, connect: Any) -> None:
    """10,000 workers are there in under 5 s of processor time and are told on 50 pages, each exactly once."""
    began = time.thread_time()
    server = await boot(FleetPlan(workers=10_000))
    assert time.thread_time() - began < 5
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
