"""The control API over HTTP."""

from asyncio import to_thread
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from simulator.server import SimulatorServer
from support.waiting import until


async def listed(control: aiohttp.ClientSession) -> list[Any]:
    """List the fleet over the control API."""
    async with control.get("/_simulator/instances") as reply:
        instances: list[Any] = (await reply.json())["instances"]
        return instances


async def test_lists_the_fleet_when_asked(control: aiohttp.ClientSession, simulator: SimulatorServer) -> None:
    """Each instance is told with id, name, region, state, type and image."""
    worker, told = simulator.simulation.fleet.all()[0], (await listed(control))[0]
    assert told["id"] == worker.instance_id
    assert (told["name"], told["region"], told["state"]) == ("cml-worker-001", "us-east-1", "running")
    assert (told["type"], told["ami"]) == (worker.instance_type, worker.image.image_id)


@pytest.mark.parametrize(
    ("verb", "field", "value"),
    [
        ("stop", "state", "stopped"),
        ("start", "state", "running"),
        ("terminate", "state", "terminated"),
        ("impair", "status_check", "impaired"),
        ("heal", "status_check", "ok"),
        ("reboot", "state", "running"),
        ("monitor", "monitoring", "enabled"),
        ("unmonitor", "monitoring", "disabled"),
    ],
)
async def test_acts_when_told_to(control: aiohttp.ClientSession, verb: str, field: str, value: str) -> None:
    """Every verb answers with the instance as it is then."""
    instance_id = (await listed(control))[0]["id"]
    async with control.post(f"/_simulator/instances/{instance_id}/{verb}") as reply:
        assert reply.status == 200
        assert (await reply.json())[field] == value


async def test_refuses_when_the_state_forbids(control: aiohttp.ClientSession) -> None:
    """What EC2 would not do the control API does not either."""
    instance_id = (await listed(control))[0]["id"]
    async with control.post(f"/_simulator/instances/{instance_id}/terminate"):
        pass
    async with control.post(f"/_simulator/instances/{instance_id}/start") as reply:
        assert reply.status == 409
        assert "terminated" in (await reply.json())["error"]


async def test_changes_tags_and_type_when_told_to(control: aiohttp.ClientSession, ec2: Any) -> None:
    """Tags are set, removed by null, and written safely into XML; the type changes at once."""
    path = f"/_simulator/instances/{(await listed(control))[0]['id']}"
    async with control.post(f"{path}/tags", json={"Name": "<b>&\"'", "owner": None}) as reply:
        assert reply.status == 200
    async with control.post(f"{path}/type", json={"type": "m5zn.metal"}) as reply:
        assert (await reply.json())["type"] == "m5zn.metal"
    answer = await to_thread(ec2.describe_instances, MaxResults=5)
    told = answer["Reservations"][0]["Instances"][0]
    tags = {tag["Key"]: tag["Value"] for tag in told["Tags"]}
    assert (tags["Name"], "owner" in tags, told["InstanceType"]) == ("<b>&\"'", False, "m5zn.metal")


async def test_adds_instances_when_told_to(control: aiohttp.ClientSession) -> None:
    """New instances go on in the numbering of the old ones."""
    async with control.post("/_simulator/instances", json={"count": 2, "region": "eu-west-1"}) as reply:
        assert reply.status == 201
        names = [each["name"] for each in (await reply.json())["instances"]]
    assert names == ["cml-worker-011", "cml-worker-012"]
    assert [each["region"] for each in (await listed(control))[-2:]] == ["eu-west-1", "eu-west-1"]


async def test_launches_as_wished_when_told_to(control: aiohttp.ClientSession) -> None:
    """Type, image and tags may be named; tags then replace the usual ones."""
    name = (await listed(control))[0]["ami_name"]
    wish = {"type": "m5.metal", "ami_name": name, "tags": {"Name": "mine"}}
    async with control.post("/_simulator/instances", json=wish) as reply:
        (made,) = (await reply.json())["instances"]
    assert (made["type"], made["ami_name"], made["tags"]) == ("m5.metal", name, {"Name": "mine"})


async def test_counts_calls_when_clients_ask(control: aiohttp.ClientSession, ec2: Any) -> None:
    """Calls are counted by service, region and action until the counts are reset."""
    await to_thread(ec2.describe_images)
    await to_thread(ec2.describe_images)
    async with control.get("/_simulator/calls") as reply:
        counts = await reply.json()
    assert (counts["total"], counts["calls"]) == (2, {"ec2": {"us-east-1": {"DescribeImages": 2}}})
    async with control.delete("/_simulator/calls"):
        pass
    async with control.get("/_simulator/calls") as reply:
        assert (await reply.json())["total"] == 0


async def test_answers_late_when_latency_is_set(
    control: aiohttp.ClientSession, simulator: SimulatorServer, connect: Any
) -> None:
    """Latency is set in seconds for each service; the others keep theirs."""
    async with control.put("/_simulator/latency", json={"ec2": 60}) as reply:
        assert await reply.json() == {"ec2": 60, "cloudwatch": 0.0}
    impatient = connect("ec2", simulator.address, read_timeout=0.2)
    with pytest.raises(ReadTimeoutError):
        await to_thread(impatient.describe_images)


async def test_switches_limits_when_told_to(control: aiohttp.ClientSession, simulator: SimulatorServer) -> None:
    """The documented limits can be forgotten."""
    async with control.put("/_simulator/throttling", json={"enabled": False}) as reply:
        assert reply.status == 200
    assert simulator.simulation.limiter.enabled is False


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "instances/i-0/stop", "", 404),
        ("POST", "instances/i-0/explode", "", 404),
        ("GET", "nothing", "", 404),
        ("PUT", "calls", "", 405),
        ("POST", "instances", '{"count": 0}', 422),
        ("POST", "instances", "[]", 422),
        ("POST", "instances", '{"type": "huge"}', 422),
        ("POST", "instances", '{"tags": {"a": 1}}', 422),
        ("POST", "instances", '{"tags": ["a"]}', 422),
        ("POST", "instances", '{"tags": {"a": "\\u0000"}}', 422),
        ("POST", "instances", '{"ami_name": "windows"}', 422),
        ("POST", "away", "{}", 422),
        ("POST", "away", '{"seconds": 3601}', 422),
        ("PUT", "consistency", '{"changes": "late"}', 422),
        ("POST", "instances", '{"count": 10001}', 422),
        ("POST", "faults", "{", 422),
        ("PUT", "latency", '{"s3": 1}', 422),
        ("PUT", "latency", '{"ec2": "slow"}', 422),
        ("PUT", "throttling", "{}", 422),
        ("DELETE", "faults/7", "", 404),
    ],
)
async def test_says_why_when_it_refuses(
    control: aiohttp.ClientSession, method: str, path: str, body: str, status: int
) -> None:
    """Every refusal is JSON with an error."""
    async with control.request(method, f"/_simulator/{path}", data=body) as reply:
        assert reply.status == status
        assert (await reply.json())["error"]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://127.0.0.1"}])
async def test_refuses_when_a_browser_might_be_asking(control: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    """A foreign name or an Origin means a web page, and those are kept out."""
    async with control.get("/_simulator/health", headers=headers) as reply:
        assert reply.status == 403


async def test_refuses_when_an_aws_call_is_unsigned(control: aiohttp.ClientSession) -> None:
    """A plain form, such as a web page could send, changes nothing."""
    async with control.post("/", data={"Action": "DescribeInstances"}) as reply:
        assert reply.status == 403
        assert "MissingAuthenticationToken" in await reply.text()


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"MetricDataQueries": []}', b'{"MetricDataQueries": [{"Id": "a"}]}'])
async def test_refuses_when_a_metric_request_is_malformed(control: aiohttp.ClientSession, body: bytes) -> None:
    """What boto3 would never send is refused, not stumbled over."""
    headers = {
        "X-Amz-Target": "GraniteServiceVersion20100801.GetMetricData",
        "Authorization": "AWS4-HMAC-SHA256 Credential=K/20260601/us-east-1/monitoring/aws4_request, x",
    }
    async with control.post("/", data=body, headers=headers) as reply:
        assert reply.status == 400
        assert (await reply.json(content_type=None))["message"]


async def test_shows_one_instance_when_named(control: aiohttp.ClientSession) -> None:
    """One instance is told as in the list; an unknown one is not found."""
    first = (await listed(control))[0]
    async with control.get(f"/_simulator/instances/{first['id']}") as reply:
        assert await reply.json() == first
    async with control.get("/_simulator/instances/i-0") as reply:
        assert reply.status == 404


async def test_refuses_connections_when_it_is_away(
    control: aiohttp.ClientSession, simulator: SimulatorServer, ec2: Any
) -> None:
    """It answers, refuses everybody, also those who were connected, and comes back to the same address by itself."""
    address = simulator.address
    await to_thread(ec2.describe_images)
    async with control.post("/_simulator/away", json={"seconds": 60}) as reply:
        assert await reply.json() == {"seconds": 60}
    for call in (ec2.describe_images, ec2.describe_instances):
        with pytest.raises((EndpointConnectionError, ConnectionClosedError)):
            await to_thread(call)
    with pytest.raises(aiohttp.ClientConnectorError):
        await control.get("/_simulator/health")
    await simulator.leave(0.01)
    await until_answered(control)
    assert simulator.address == address
    await to_thread(ec2.describe_images)


async def until_answered(control: aiohttp.ClientSession) -> None:
    """Ask until somebody answers."""

    async def answers() -> bool:
        try:
            async with control.get("/_simulator/health") as reply:
                return reply.status == 200
        except aiohttp.ClientConnectionError:
            return False

    await until(answers, "the simulator is back")


async def test_tells_health_when_asked(control: aiohttp.ClientSession) -> None:
    """The health answer counts the instances."""
    async with control.get("/_simulator/health") as reply:
        assert await reply.json() == {"status": "ok", "instances": 10, "regions": ["us-east-1"]}
