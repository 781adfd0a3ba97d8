"""GetMetricData as boto3 sees it."""

from asyncio import to_thread
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer


def query(
    number: int, instance_id: str, metric: str = "CPUUtilization", period: int = 300, stat: str = "Average"
) -> dict[str, Any]:
    """Ask for one series of an instance."""
    dimensions = [{"Name": "InstanceId", "Value": instance_id}]
    series = {"Namespace": "AWS/EC2", "MetricName": metric, "Dimensions": dimensions}
    return {"Id": f"q{number}", "MetricStat": {"Metric": series, "Period": period, "Stat": stat}}


def last_hour(simulator: SimulatorServer) -> dict[str, datetime]:
    """Name the hour before the simulator's present."""
    now = simulator.simulation.fleet.clock()
    return {"StartTime": now - timedelta(hours=1), "EndTime": now}


async def asked(cloudwatch: Any, simulator: SimulatorServer, queries: Iterable[Any], **options: Any) -> list[Any]:
    """Ask for the last hour, or what the options say, and give the results."""
    span = {**last_hour(simulator), **options}
    answer = await to_thread(cloudwatch.get_metric_data, MetricDataQueries=list(queries), **span)
    results: list[Any] = answer["MetricDataResults"]
    return results


async def test_gives_points_of_the_hour_when_worker_runs(cloudwatch: Any, simulator: SimulatorServer) -> None:
    """Twelve points of 300 s, newest first, the end not included, each from 0 to 100."""
    worker = simulator.simulation.fleet.all()[0]
    (told,) = await asked(cloudwatch, simulator, [query(0, worker.instance_id)])
    span = last_hour(simulator)
    assert told["StatusCode"] == "Complete"
    assert told["Timestamps"] == [span["EndTime"] - timedelta(minutes=5 * n) for n in range(1, 13)]
    assert all(0 < value <= 100 for value in told["Values"])


async def test_gives_the_same_values_when_asked_again(
    cloudwatch: Any, simulator: SimulatorServer, move: Callable[[float], None]
) -> None:
    """A point that was told once never changes."""
    worker = simulator.simulation.fleet.all()[0]
    before = await asked(cloudwatch, simulator, [query(0, worker.instance_id)], ScanBy="TimestampAscending")
    span = last_hour(simulator)
    move(600)
    after = await asked(cloudwatch, simulator, [query(0, worker.instance_id)], ScanBy="TimestampAscending", **span)
    assert before == after
    assert before[0]["Timestamps"][0] == span["StartTime"]


async def test_has_points_every_300_s_when_monitoring_is_basic(cloudwatch: Any, simulator: SimulatorServer) -> None:
    """Asked for 60 s, basic monitoring has points at the 300 s marks only, detailed at every minute."""
    basic, detailed = simulator.simulation.fleet.all()[:2]
    detailed.has_detailed_monitoring = True
    queries = [query(n, each.instance_id, period=60) for n, each in enumerate((basic, detailed))]
    told = await asked(cloudwatch, simulator, queries)
    assert [len(each["Values"]) for each in told] == [12, 60]
    assert {at.minute % 5 for at in told[0]["Timestamps"]} == {0}


async def test_agrees_with_itself_when_statistics_differ(cloudwatch: Any, simulator: SimulatorServer) -> None:
    """Sum, average, minimum and maximum of an hour fit the samples they are made of."""
    worker = simulator.simulation.fleet.all()[0]
    kinds = ("Sum", "Average", "Minimum", "Maximum", "SampleCount")
    queries = [query(n, worker.instance_id, "NetworkIn", 3600, kind) for n, kind in enumerate(kinds)]
    total, average, least, most, count = [each["Values"][0] for each in await asked(cloudwatch, simulator, queries)]
    assert count == 12
    assert total == pytest.approx(average * count)
    assert least <= average <= most


async def test_has_no_points_when_worker_was_stopped(
    cloudwatch: Any, simulator: SimulatorServer, move: Callable[[float], None]
) -> None:
    """A stopped instance measures nothing."""
    fleet = simulator.simulation.fleet
    worker = fleet.all()[0]
    fleet.stop([worker])
    move(1800)
    (told,) = await asked(cloudwatch, simulator, [query(0, worker.instance_id)])
    assert len(told["Values"]) == 6
    move(3600)
    (told,) = await asked(cloudwatch, simulator, [query(0, worker.instance_id)])
    assert told["Values"] == []


@pytest.mark.parametrize("metric", ["CPUUtilization", "DiskReadBytes"])
async def test_is_empty_and_complete_when_nothing_is_known(
    cloudwatch: Any, simulator: SimulatorServer, metric: str
) -> None:
    """What CloudWatch does not know is no error but an empty series."""
    (told,) = await asked(cloudwatch, simulator, [query(0, "i-00000000", metric)])
    assert (told["Values"], told["StatusCode"]) == ([], "Complete")


async def test_gives_every_point_once_when_paged(cloudwatch: Any, simulator: SimulatorServer) -> None:
    """Pages cut a series where they must and say PartialData; together they are the whole."""
    workers = simulator.simulation.fleet.all()[:3]
    queries = [query(n, each.instance_id) for n, each in enumerate(workers)]
    paginator = cloudwatch.get_paginator("get_metric_data")
    pages = await to_thread(
        list, paginator.paginate(MetricDataQueries=queries, MaxDatapoints=20, **last_hour(simulator))
    )
    values: dict[str, list[float]] = {}
    for result in [result for page in pages for result in page["MetricDataResults"]]:
        values.setdefault(result["Id"], []).extend(result["Values"])
    whole = await asked(cloudwatch, simulator, queries)
    assert len(pages) == 2
    assert pages[0]["MetricDataResults"][-1]["StatusCode"] == "PartialData"
    assert values == {each["Id"]: each["Values"] for each in whole}


async def test_serves_500_queries_when_asked_at_once(boot: Any, connect: Any) -> None:
    """500 queries are answered in one page, in the order asked."""
    server = await boot(FleetPlan(workers=500))
    cloudwatch = connect("cloudwatch", server.address)
    queries = [query(n, each.instance_id) for n, each in enumerate(server.simulation.fleet.all())]
    told = await asked(cloudwatch, server, queries)
    assert [each["Id"] for each in told] == [each["Id"] for each in queries]


@pytest.mark.parametrize(
    ("queries", "options", "code"),
    [
        ([query(n, "i-0") for n in range(501)], {}, "ValidationError"),
        ([query(0, "i-0", period=90)], {}, "ValidationError"),
        ([query(0, "i-0", stat="Median")], {}, "ValidationError"),
        ([{"Id": "q", "Expression": "1+1"}], {}, "ValidationError"),
        ([query(0, "i-0")], {"EndTime": datetime(2026, 1, 1, tzinfo=UTC)}, "ValidationError"),
        ([query(0, "i-0")], {"NextToken": "made-up"}, "InvalidNextToken"),
    ],
)
async def test_refuses_when_the_request_is_wrong(
    cloudwatch: Any, simulator: SimulatorServer, queries: list[Any], options: dict[str, Any], code: str
) -> None:
    """Wrong requests are answered with CloudWatch's own error codes."""
    with pytest.raises(ClientError) as refused:
        await asked(cloudwatch, simulator, queries, **options)
    assert refused.value.response["Error"]["Code"] == code


async def test_refuses_when_the_operation_is_unknown(cloudwatch: Any) -> None:
    """Of CloudWatch only GetMetricData is simulated."""
    with pytest.raises(ClientError, match="UnknownOperationException"):
        await to_thread(cloudwatch.list_metrics)
