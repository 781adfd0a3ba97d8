"""A call whose credentials were refused is left alone for a while, and tried once for all who want it."""

import asyncio

import pytest

from application.ports.source_errors import SourceUnauthorizedError, SourceUnreachableError
from domain.worker.aws_scope import AwsScope
from fakes.fake_clock import FakeClock
from integration.aws.aws_call import EC2, AwsCall
from integration.aws.aws_errors import CallRefusedError
from integration.aws.refused_calls import RefusedCalls

EAST, WEST = AwsScope("default", "us-east-1"), AwsScope("default", "eu-west-1")
PAUSE_SECONDS = 300


def call(scope: AwsScope = EAST, operation: str = "DescribeInstances") -> AwsCall[str]:
    """A call of EC2."""
    return AwsCall(scope, EC2, operation, lambda client: {}, lambda reply: "")


class Aws:
    """Answers with what it is told to; `made` are the calls that reached it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.refused = RefusedCalls(self.clock, PAUSE_SECONDS)
        self.error: Exception | None = CallRefusedError("allow it", "ec2:DescribeInstances")
        self.made: list[str] = []

    async def ask(self, asked: AwsCall[str] | None = None) -> str:
        """Make a call through the pauses."""
        wanted = asked or call()

        async def make() -> str:
            self.made.append(f"{wanted.operation} {wanted.scope.region}")
            await asyncio.sleep(0)
            if self.error:
                raise self.error
            return "well"

        return await self.refused.make(wanted, make)

    async def is_refused(self, asked: AwsCall[str] | None = None) -> bool:
        """Whether the call ends in a refusal."""
        try:
            await self.ask(asked)
        except CallRefusedError:
            return True
        return False


@pytest.fixture
def aws() -> Aws:
    """AWS, which refuses everything to begin with."""
    return Aws()


async def test_asks_once_in_a_pause_when_a_call_is_refused(aws: Aws) -> None:
    """The refusal is raised again, with the missing action, and AWS hears nothing of it."""
    for _ in range(5):
        assert await aws.is_refused()
        aws.clock.pass_seconds(PAUSE_SECONDS / 5 - 1)
    assert len(aws.made) == 1
    with pytest.raises(SourceUnauthorizedError, match="allow it") as raised:
        await aws.ask()
    assert raised.value.missing_action == "ec2:DescribeInstances"
    aws.clock.pass_seconds(PAUSE_SECONDS)
    assert await aws.is_refused()
    assert len(aws.made) == 2


async def test_asks_once_for_all_when_a_pause_is_over(aws: Aws) -> None:
    """Who comes during the try waits for what it finds: another refusal, or the way is free."""
    await aws.is_refused()
    aws.clock.pass_seconds(PAUSE_SECONDS)
    assert await asyncio.gather(*(aws.is_refused() for _ in range(9))) == [True] * 9
    assert len(aws.made) == 2
    aws.clock.pass_seconds(PAUSE_SECONDS)
    aws.error = None
    assert await asyncio.gather(*(aws.ask() for _ in range(9))) == ["well"] * 9
    assert len(aws.made) == 2 + 9
    assert await aws.ask() == "well"


async def test_other_actions_and_regions_are_asked_when_one_is_refused(aws: Aws) -> None:
    """A pause is of one action in one region of one account."""
    await aws.is_refused()
    for other in (call(WEST), call(EAST, "DescribeInstanceStatus")):
        assert await aws.is_refused(other)
    assert len(aws.made) == 3


async def test_asks_at_once_when_a_person_wants_it(aws: Aws) -> None:
    """Of that service and region alone; another refusal begins another pause."""
    await aws.is_refused()
    await aws.is_refused(call(WEST))
    aws.refused.retry(EAST, EC2)
    for _ in range(3):
        assert await aws.is_refused()
        assert await aws.is_refused(call(WEST))
    assert len(aws.made) == 3
    aws.error = None
    aws.refused.retry(EAST, EC2)
    assert await aws.ask() == "well"


async def test_many_persons_at_once_make_one_call(aws: Aws) -> None:
    """Who comes during the try of another one takes what that finds."""
    await aws.is_refused()

    async def person() -> bool:
        aws.refused.retry(EAST, EC2)
        return await aws.is_refused()

    assert await asyncio.gather(*(person() for _ in range(50))) == [True] * 50
    assert len(aws.made) == 2


async def test_pause_ends_when_a_try_fails_for_another_reason(aws: Aws) -> None:
    """What is true last is told: no answer is no refusal."""
    await aws.is_refused()
    aws.clock.pass_seconds(PAUSE_SECONDS)
    aws.error = SourceUnreachableError("no answer")
    for _ in range(2):
        with pytest.raises(SourceUnreachableError):
            await aws.ask()
    assert len(aws.made) == 3


async def test_local_want_of_credentials_makes_no_pause(aws: Aws) -> None:
    """AWS was not asked: looking into a file again costs nobody anything."""
    aws.error = SourceUnauthorizedError("no credentials")
    for _ in range(2):
        with pytest.raises(SourceUnauthorizedError):
            await aws.ask()
    assert len(aws.made) == 2
