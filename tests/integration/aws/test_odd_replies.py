"""Replies that neither AWS nor its lookalikes should give, from a server that says whatever it is told to."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from application.clock import Clock
from application.ports.ec2_client import InstanceCriteria
from application.ports.source_errors import (
    SourceReplyInvalidError,
    SourceThrottledError,
    SourceUnauthorizedError,
)
from domain.errors import InvalidRequestError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from support.aws_stand_in import standing_in

SCOPE = AwsScope("default", "us-east-1")
IDS = ["i-00000000000000001", "i-00000000000000002"]
Connect = Callable[..., AwsClients]


class ScriptedAws:
    """Gives one reply after the other, and the last one for ever; keeps what it was asked."""

    def __init__(self) -> None:
        self.replies: list[web.Response] = []
        self.forms: list[dict[str, Any]] = []

    def script(self, *bodies: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """Say what to reply."""
        self.replies = [web.Response(text=body, status=status, headers=headers) for body in bodies]

    async def handle(self, request: web.Request) -> web.Response:
        """Reply."""
        self.forms.append(dict(await request.post()))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)


@pytest.fixture
def aws() -> ScriptedAws:
    """The script."""
    return ScriptedAws()


@pytest.fixture
async def address(aws: ScriptedAws) -> AsyncIterator[str]:
    """Serve the script."""
    async with standing_in(aws.handle) as served:
        yield served


@pytest.fixture
def clients(address: str, connect: Connect) -> AwsClients:
    """Try only once."""
    return connect(address, max_attempts=1)


@pytest.fixture
def ec2(clients: AwsClients) -> AwsEC2Client:
    """The adapter for EC2."""
    return AwsEC2Client(clients, Clock())


@pytest.fixture
def cloudwatch(clients: AwsClients) -> AwsCloudWatchClient:
    """The adapter for CloudWatch."""
    return AwsCloudWatchClient(clients, Clock())


def statuses(*instance_ids: str, token: str = "") -> str:
    """Write a page of DescribeInstanceStatus."""
    items = "".join(
        f"<item><instanceId>{each}</instanceId><instanceState><name>running</name></instanceState></item>"
        for each in instance_ids
    )
    return f"<r><instanceStatusSet>{items}</instanceStatusSet><nextToken>{token}</nextToken></r>"


def refusal(code: str, message: str) -> str:
    """Write an error of EC2."""
    return f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>It works!</body></html>",
        "<r><instanceStatusSet><item><instanceId>i-1</instanceId></item></instanceStatusSet></r>",
        "<r><instanceStatusSet><item><instanceState><name>running</name></instanceState></item></instanceStatusSet></r>",
        "<r><reservationSet><item><instancesSet><item><launchTime>x</launchTime></item></instancesSet></item></reservationSet></r>",
        "<r><reservationSet><item></item></reservationSet></r>",
    ],
)
async def test_refuses_replies_of_ec2_when_they_lack_something(ec2: AwsEC2Client, aws: ScriptedAws, body: str) -> None:
    """A reply without what it must hold is no proof that an instance is gone."""
    aws.script(body)
    with pytest.raises(SourceReplyInvalidError):
        await ec2.read_statuses_async(SCOPE, IDS)
    with pytest.raises(SourceReplyInvalidError):
        await ec2.read_instances_async(SCOPE, IDS)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"MetricDataResults": 5}',
        '{"MetricDataResults": [{"StatusCode": "Complete", "Timestamps": [], "Values": []}]}',
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Complete", "Timestamps": [1], "Values": []}]}',
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Complete", "Timestamps": [1e99], "Values": [1]}]}',
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Complete", "Timestamps": ["noon"], "Values": [1]}]}',
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Complete", "Timestamps": [1], "Values": ["much"]}]}',
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Complete", "Timestamps": [1], "Values": [null]}]}',
    ],
)
async def test_refuses_replies_of_cloudwatch_when_they_lack_something(
    cloudwatch: AwsCloudWatchClient, aws: ScriptedAws, body: str
) -> None:
    """A reply without what it must hold is not the same as no data points."""
    aws.script(body)
    with pytest.raises(SourceReplyInvalidError):
        await cloudwatch.read_metrics_async(SCOPE, IDS)


async def test_ends_when_a_token_comes_again(ec2: AwsEC2Client, aws: ScriptedAws) -> None:
    """Pages that lead in a circle end in an error, not in an endless loop."""
    aws.script(statuses(token="again"))
    with pytest.raises(SourceReplyInvalidError, match="token"):
        await ec2.read_statuses_async(SCOPE, [f"i-{number:017x}" for number in range(900)])
    assert len(aws.forms) == 2


async def test_reads_all_pages_when_cloudwatch_cuts_a_series(cloudwatch: AwsCloudWatchClient, aws: ScriptedAws) -> None:
    """The points of one query may be spread over pages."""
    result = '{"Id": "cpu_percent_0", "StatusCode": "PartialData", "Timestamps": [], "Values": []}'
    aws.script(f'{{"MetricDataResults": [{result}], "NextToken": "2"}}', f'{{"MetricDataResults": [{result}]}}')
    assert await cloudwatch.read_metrics_async(SCOPE, IDS) == {}
    assert len(aws.forms) == 2


async def test_asks_the_operator_when_every_metric_is_forbidden(
    cloudwatch: AwsCloudWatchClient, aws: ScriptedAws
) -> None:
    """Metrics forbidden one by one are a missing permission; an internal error of one metric is only no figure."""
    aws.script('{"MetricDataResults": [{"Id": "a", "StatusCode": "Forbidden"}]}')
    with pytest.raises(SourceUnauthorizedError):
        await cloudwatch.read_metrics_async(SCOPE, IDS)
    aws.script(
        '{"MetricDataResults": [{"Id": "a", "StatusCode": "Forbidden"}, {"Id": "b", "StatusCode": "InternalError"}]}'
    )
    assert await cloudwatch.read_metrics_async(SCOPE, IDS) == {}


async def test_waits_as_long_as_asked_when_throttled(ec2: AwsEC2Client, aws: ScriptedAws) -> None:
    """A Retry-After header is handed on."""
    aws.script(refusal("RequestLimitExceeded", "slow down"), status=503, headers={"Retry-After": "17"})
    with pytest.raises(SourceThrottledError) as raised:
        await ec2.read_statuses_async(SCOPE, IDS)
    assert raised.value.retry_after_seconds == 17


async def test_reads_the_region_when_unknown_ids_are_not_named(ec2: AwsEC2Client, aws: ScriptedAws) -> None:
    """Where leaving out the ids that EC2 names leads nowhere, pages do not fail for unknown ids."""
    unhelpful = refusal("InvalidInstanceID.NotFound", "Some instance does not exist")
    aws.script(statuses(IDS[0]))
    aws.replies = [*[web.Response(text=unhelpful, status=400)] * 4, *aws.replies]
    readings = await ec2.read_statuses_async(SCOPE, IDS)
    assert readings.keys() == {IDS[0]}
    assert readings[IDS[0]].checks is None
    assert len(aws.forms) == 5


async def test_refuses_a_pattern_when_too_many_images_fit(ec2: AwsEC2Client, aws: ScriptedAws) -> None:
    """A pattern that fits more than 1,000 images is a mistake, not a search."""
    items = "".join(f"<item><imageId>ami-{number}</imageId><name>n</name></item>" for number in range(1001))
    aws.script(f"<r><imagesSet>{items}</imagesSet></r>")
    with pytest.raises(InvalidRequestError):
        await ec2.find_instances_async(SCOPE, InstanceCriteria(ami_names=["*"]))
