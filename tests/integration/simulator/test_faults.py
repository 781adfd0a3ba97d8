"""Ordered trouble as boto3 sees it, and how it is ordered."""

import asyncio
from asyncio import to_thread
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from simulator.faults.fault import FaultKind
from simulator.server import SimulatorServer

METRIC = {"Namespace": "AWS/EC2", "MetricName": "CPUUtilization"}
QUERY = {"Id": "q", "MetricStat": {"Metric": METRIC, "Period": 300, "Stat": "Average"}}
SPAN = {"StartTime": datetime(2026, 6, 1, 11, tzinfo=UTC), "EndTime": datetime(2026, 6, 1, 12, tzinfo=UTC)}


async def order(control: aiohttp.ClientSession, **fault: Any) -> Any:
    """Order a fault and give it as the simulator tells it."""
    async with control.post("/_simulator/faults", json=fault) as reply:
        assert reply.status == 201
        return await reply.json()


async def ask_ec2(ec2: Any) -> Any:
    """Make an EC2 call that would succeed."""
    return await to_thread(ec2.describe_instances, MaxResults=10)


async def ask_cloudwatch(cloudwatch: Any) -> Any:
    """Make a CloudWatch call that would succeed."""
    return await to_thread(cloudwatch.get_metric_data, MetricDataQueries=[QUERY], **SPAN)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 503, "RequestLimitExceeded"),
        ("error500", 500, "InternalError"),
        ("error503", 503, "Unavailable"),
        ("unauthorized", 403, "UnauthorizedOperation"),
        ("expired_token", 400, "RequestExpired"),
        ("invalid_token", 401, "AuthFailure"),
    ],
)
async def test_fails_as_ec2_does_when_ordered(
    ec2: Any, control: aiohttp.ClientSession, kind: str, status: int, code: str
) -> None:
    """Each trouble of EC2 has its status and code, once if so ordered."""
    await order(control, service="ec2", kind=kind, count=1)
    with pytest.raises(ClientError) as failed:
        await ask_ec2(ec2)
    response = failed.value.response
    assert (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]) == (status, code)
    await ask_ec2(ec2)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 400, "Throttling"),
        ("error500", 500, "InternalFailure"),
        ("error503", 503, "ServiceUnavailable"),
        ("unauthorized", 403, "AccessDenied"),
        ("expired_token", 403, "ExpiredToken"),
        ("invalid_token", 403, "InvalidClientTokenId"),
    ],
)
async def test_fails_as_cloudwatch_does_when_ordered(
    cloudwatch: Any, control: aiohttp.ClientSession, kind: str, status: int, code: str
) -> None:
    """Each trouble of CloudWatch has its status and code."""
    await order(control, service="cloudwatch", kind=kind)
    with pytest.raises(ClientError) as failed:
        await ask_cloudwatch(cloudwatch)
    response = failed.value.response
    assert (response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]) == (status, code)


async def test_names_the_action_when_unauthorized(ec2: Any, control: aiohttp.ClientSession) -> None:
    """The refusal names the permission that is missing."""
    await order(control, service="ec2", kind="unauthorized", action="DescribeInstances")
    with pytest.raises(ClientError, match="is not authorized to perform: ec2:DescribeInstances because"):
        await ask_ec2(ec2)
    await to_thread(ec2.describe_instance_status, MaxResults=5)


async def test_encodes_its_reasons_when_a_change_is_unauthorized(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession
) -> None:
    """EC2 adds a message that only the account's owner can decode, dry run or not."""
    await order(control, service="ec2", kind="unauthorized", action="TerminateInstances")
    ids = [simulator.simulation.fleet.all()[0].instance_id]
    for dry in (True, False):
        with pytest.raises(ClientError, match=r"Encoded authorization failure message: [\w=-]{100}") as refused:
            await to_thread(ec2.terminate_instances, InstanceIds=ids, DryRun=dry)
        assert refused.value.response["Error"]["Code"] == "UnauthorizedOperation"


@pytest.mark.parametrize("kind", ["garbage", "truncated"])
async def test_breaks_xml_when_ordered(ec2: Any, control: aiohttp.ClientSession, kind: str) -> None:
    """XML that makes no sense or breaks off fails in botocore's parser, which raises no BotoCoreError."""
    await order(control, service="ec2", kind=kind)
    with pytest.raises(ResponseParserError):
        await ask_ec2(ec2)


async def test_breaks_json_when_garbage_is_ordered(cloudwatch: Any, control: aiohttp.ClientSession) -> None:
    """Bytes that are no text reach the caller as a plain UnicodeDecodeError."""
    await order(control, service="cloudwatch", kind="garbage")
    with pytest.raises(UnicodeDecodeError):
        await ask_cloudwatch(cloudwatch)


async def test_goes_unnoticed_when_json_is_truncated(cloudwatch: Any, control: aiohttp.ClientSession) -> None:
    """Botocore takes JSON that breaks off for an answer without results: callers must look for them."""
    await order(control, service="cloudwatch", kind="truncated")
    assert "MetricDataResults" not in await ask_cloudwatch(cloudwatch)


async def test_has_words_for_numbers_when_wrong_types_are_ordered(
    ec2: Any, cloudwatch: Any, control: aiohttp.ClientSession
) -> None:
    """Words where numbers or times belong fail in botocore with a plain ValueError."""
    for service in ("ec2", "cloudwatch"):
        await order(control, service=service, kind="wrong_types")
    with pytest.raises(ValueError, match="some"):
        await ask_ec2(ec2)
    with pytest.raises(ValueError, match="some"):
        await ask_cloudwatch(cloudwatch)


async def test_hangs_up_when_a_reset_is_ordered(ec2: Any, cloudwatch: Any, control: aiohttp.ClientSession) -> None:
    """A connection that is reset has no answer."""
    for service, ask in (("ec2", ask_ec2(ec2)), ("cloudwatch", ask_cloudwatch(cloudwatch))):
        await order(control, service=service, kind="reset")
        with pytest.raises(ConnectionClosedError):
            await ask


async def test_is_as_large_as_ordered_when_huge(
    simulator: SimulatorServer, connect: Any, control: aiohttp.ClientSession
) -> None:
    """The body has so many megabytes, 14 if none are named, and still holds its answer."""
    sizes: list[int] = []
    for service, ask in (("ec2", ask_ec2), ("cloudwatch", ask_cloudwatch)):
        client = connect(service, simulator.address)
        client.meta.events.register("after-call", lambda http_response, **_: sizes.append(len(http_response.content)))
        await order(control, service=service, kind="huge", **({"amount": 2} if service == "ec2" else {}))
        answer = await ask(client)
        assert answer.get("Reservations") or answer.get("MetricDataResults")
    assert [size // 2**20 for size in sizes] == [2, 14]


async def test_never_answers_when_hanging(
    simulator: SimulatorServer, connect: Any, control: aiohttp.ClientSession
) -> None:
    """A hanging call runs into the client's own deadline."""
    await order(control, service="ec2", kind="hang", region="us-east-1")
    impatient = connect("ec2", simulator.address, read_timeout=0.3)
    with pytest.raises(ReadTimeoutError):
        await ask_ec2(impatient)


async def test_goes_on_when_the_hang_is_lifted(ec2: Any, control: aiohttp.ClientSession, until_called: Any) -> None:
    """Calls that hang are answered once the fault is taken away."""
    fault = await order(control, service="ec2", kind="hang", count=1)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(ask_ec2(ec2))
        await until_called(control)
        async with control.delete(f"/_simulator/faults/{fault['id']}") as reply:
            assert await reply.json() == {"lifted": 1}
    assert len(waiting.result()["Reservations"]) == 10


async def test_answers_late_when_the_hang_ends_by_itself(ec2: Any, control: aiohttp.ClientSession) -> None:
    """A hang that was ordered for some seconds lasts that long."""
    await order(control, service="ec2", kind="hang", seconds=0.1)
    assert len((await ask_ec2(ec2))["Reservations"]) == 10


async def test_spares_other_regions_when_one_is_struck(
    simulator: SimulatorServer, connect: Any, control: aiohttp.ClientSession
) -> None:
    """A fault strikes its own region only."""
    await order(control, service="ec2", kind="error500", region="us-east-1")
    with pytest.raises(ClientError, match="InternalError"):
        await ask_ec2(connect("ec2", simulator.address))
    await ask_ec2(connect("ec2", simulator.address, "eu-west-1"))


async def test_ends_by_itself_when_its_time_is_over(
    ec2: Any, control: aiohttp.ClientSession, move: Callable[[float], None]
) -> None:
    """A fault that was ordered for some seconds is gone after them."""
    await order(control, service="ec2", kind="error503", seconds=30)
    with pytest.raises(ClientError, match="Unavailable"):
        await ask_ec2(ec2)
    move(30)
    await ask_ec2(ec2)
    async with control.get("/_simulator/faults") as reply:
        assert await reply.json() == {"faults": []}


async def test_leaves_instances_out_when_they_are_missing(
    ec2: Any, simulator: SimulatorServer, control: aiohttp.ClientSession
) -> None:
    """A missing instance is in no list, and unknown when named, until the fault is lifted."""
    lost = simulator.simulation.fleet.all()[2].instance_id
    await order(control, service="ec2", kind="missing_instance", instances=[lost])
    assert len((await ask_ec2(ec2))["Reservations"]) == 9
    with pytest.raises(ClientError, match=r"InvalidInstanceID\.NotFound"):
        await to_thread(ec2.describe_instances, InstanceIds=[lost])
    async with control.delete("/_simulator/faults"):
        assert len((await ask_ec2(ec2))["Reservations"]) == 10


async def test_gives_small_pages_when_ordered(ec2: Any, control: aiohttp.ClientSession) -> None:
    """Pages hold fewer than were asked for, and the tokens still lead to every instance once."""
    await order(control, service="ec2", kind="partial_page", amount=3)
    paginator = ec2.get_paginator("describe_instances")
    pages = await to_thread(lambda: list(paginator.paginate(PaginationConfig={"PageSize": 8})))
    sizes = [len(page["Reservations"]) for page in pages]
    ids = {part["Instances"][0]["InstanceId"] for page in pages for part in page["Reservations"]}
    assert (sizes, len(ids)) == ([3, 3, 3, 1], 10)


async def test_spoils_points_when_ordered(
    cloudwatch: Any, simulator: SimulatorServer, control: aiohttp.ClientSession
) -> None:
    """Points come late, twice, or without a value; together if so ordered."""
    dimensions = [{"Name": "InstanceId", "Value": simulator.simulation.fleet.all()[0].instance_id}]
    stat = {**QUERY["MetricStat"], "Metric": {**METRIC, "Dimensions": dimensions}}  # type: ignore[dict-item]

    async def points() -> Any:
        queries = [{**QUERY, "MetricStat": stat}]
        (told,) = (await to_thread(cloudwatch.get_metric_data, MetricDataQueries=queries, **SPAN))["MetricDataResults"]
        return list(zip(told["Timestamps"], told["Values"], strict=True))

    sound = await points()
    await order(control, service="cloudwatch", kind="late_points", amount=900)
    assert await points() == sound[3:]
    await order(control, service="cloudwatch", kind="duplicate_points")
    assert await points() == [point for each in sound[3:] for point in (each, each)]
    await order(control, service="cloudwatch", kind="nan_points")
    assert {value for _, value in await points()} == {"NaN"}


async def test_explains_itself_when_asked(control: aiohttp.ClientSession) -> None:
    """Every kind of fault has a meaning."""
    async with control.get("/_simulator/faults/kinds") as reply:
        kinds = (await reply.json())["kinds"]
    assert [each["kind"] for each in kinds] == list(FaultKind)
    assert all(each["meaning"] for each in kinds)


@pytest.mark.parametrize(
    "fault",
    [
        {"service": "cloudwatch", "kind": "partial_page"},
        {"service": "ec2", "kind": "nan_points"},
        {"service": "ec2", "kind": "huge", "amount": 0},
        {"service": "s3", "kind": "hang"},
        {"service": "ec2", "kind": "flood"},
        {"service": "ec2", "kind": "hang", "seconds": -1},
        {"service": "ec2", "kind": "hang", "count": "two"},
        {"service": "ec2", "kind": "hang", "region": 1},
        {"service": "ec2", "kind": "missing_instance"},
        {"service": "ec2", "kind": "missing_instance", "instances": "i-1"},
    ],
)
async def test_refuses_when_the_fault_is_unknown(control: aiohttp.ClientSession, fault: dict[str, Any]) -> None:
    """A fault that makes no sense is refused with a reason."""
    async with control.post("/_simulator/faults", json=fault) as reply:
        assert reply.status == 422
        assert (await reply.json())["error"]
