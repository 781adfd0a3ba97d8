"""Credentials: found at start, assumed, and renewed."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from application.clock import Clock
from application.errors import StartupError
from application.ports.source_errors import SourceUnauthorizedError
from domain.worker.aws_scope import AwsScope
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsAccount
from integration.aws.aws_ec2_client import AwsEC2Client
from integration.aws.aws_hosting import AwsHosting
from support.aws_stand_in import standing_in

ROLE = AwsAccount(name="training", role_arn="arn:aws:iam::123456789012:role/cml-fleet", external_id="a-secret-word")
SCOPE = AwsScope("training", "us-east-1")
IDS = ["i-00000000000000001"]
NO_STATUSES = "<r><instanceStatusSet/></r>"
DENIED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not "
    "authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/cml-fleet</Message></Error>"
    "</ErrorResponse>"
)
Connect = Callable[..., AwsClients]


class RoleAws:
    """Speaks STS and EC2: gives credentials that last `lifetime`, and keeps the keys that EC2 is asked with."""

    def __init__(self) -> None:
        self.lifetime = timedelta(hours=1)
        self.denies = False
        self.assumed: list[dict[str, object]] = []
        self.keys: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        """Reply to AssumeRole and to DescribeInstanceStatus."""
        form = dict(await request.post())
        if form["Action"] != "AssumeRole":
            self.keys.append(request.headers["Authorization"].partition("Credential=")[2].partition("/")[0])
            return web.Response(text=NO_STATUSES)
        self.assumed.append({**form})
        return web.Response(text=DENIED, status=403) if self.denies else web.Response(text=self._credentials())

    def _credentials(self) -> str:
        expiration = (datetime.now(UTC) + self.lifetime).isoformat()
        return (
            "<AssumeRoleResponse><AssumeRoleResult><Credentials>"
            f"<AccessKeyId>ROLE{len(self.assumed)}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>t</SessionToken><Expiration>{expiration}</Expiration>"
            "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )


@pytest.fixture
def aws() -> RoleAws:
    """The server's side."""
    return RoleAws()


@pytest.fixture
async def address(aws: RoleAws) -> AsyncIterator[str]:
    """Serve it."""
    async with standing_in(aws.handle) as served:
        yield served


async def test_signs_with_the_role_when_the_account_has_one(aws: RoleAws, address: str, connect: Connect) -> None:
    """The role is assumed once, with its external id, and its credentials sign every call."""
    ec2 = AwsEC2Client(connect(address, accounts=(ROLE,)), Clock())
    for _ in range(3):
        await ec2.read_statuses_async(SCOPE, IDS)
    assert aws.keys == ["ROLE1"] * 3
    assert [(each["RoleArn"], each["ExternalId"]) for each in aws.assumed] == [(ROLE.role_arn, ROLE.external_id)]


async def test_renews_the_role_when_its_credentials_expire(aws: RoleAws, address: str, connect: Connect) -> None:
    """Credentials renew by themselves before they expire; an account without an external id sends none."""
    aws.lifetime = timedelta(seconds=30)
    account = AwsAccount(name=ROLE.name, role_arn=ROLE.role_arn)
    ec2 = AwsEC2Client(connect(address, accounts=(account,)), Clock())
    await ec2.read_statuses_async(SCOPE, IDS)
    aws.lifetime = timedelta(hours=1)
    await ec2.read_statuses_async(SCOPE, IDS)
    await ec2.read_statuses_async(SCOPE, IDS)
    assert aws.keys[-1] == aws.keys[-2] != aws.keys[0]
    assert "ExternalId" not in aws.assumed[0]


async def test_names_the_permission_when_the_role_cannot_be_assumed(
    aws: RoleAws, address: str, connect: Connect
) -> None:
    """What is missing is sts:AssumeRole, and the message holds no secret."""
    aws.denies = True
    with pytest.raises(SourceUnauthorizedError, match="allow sts:AssumeRole") as raised:
        await AwsEC2Client(connect(address, accounts=(ROLE,)), Clock()).read_statuses_async(SCOPE, IDS)
    assert raised.value.missing_action == "sts:AssumeRole"
    assert "a-secret-word" not in str(raised.value)


async def test_says_what_to_set_when_there_are_no_credentials(
    address: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing credentials show at start and at every call, until there are some: no client is made without."""
    clients = connect(address, accounts=(AwsAccount(name="training"),))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(SourceUnauthorizedError, match="set AWS_PROFILE, or AWS_ACCESS_KEY_ID"):
        clients.check_credentials()
    with pytest.raises(SourceUnauthorizedError, match="account training"):
        await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, IDS)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    clients.check_credentials()
    assert await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, IDS) == {}


async def test_says_what_to_set_when_a_role_has_no_source(
    address: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role is assumed with credentials; without them the check fails as well."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    clients = connect(address, accounts=(ROLE,))
    with pytest.raises(SourceUnauthorizedError, match="account training"):
        await clients.check_credentials_async()


async def test_reads_the_profile_when_the_account_names_one(
    aws: RoleAws, address: str, connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A profile wins over the environment; a profile that is not there is named."""
    path = tmp_path / "credentials"
    path.write_text("[fleet]\naws_access_key_id = FROMPROFILE\naws_secret_access_key = s\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))
    clients = connect(address, accounts=(AwsAccount(name="training", profile="fleet"),))
    await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, IDS)
    assert aws.keys == ["FROMPROFILE"]
    with pytest.raises(SourceUnauthorizedError, match="nowhere"):
        connect(address, accounts=(AwsAccount(profile="nowhere"),)).check_credentials()


async def test_ends_the_start_when_there_are_no_credentials(
    address: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service without credentials does not start, and says what to set; with some it starts and closes."""
    clients = connect(address)
    hosting = AwsHosting(clients)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(StartupError, match="set AWS_PROFILE"):
        await hosting.start_async()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    await hosting.start_async()
    await hosting.stop_async()
    with pytest.raises(RuntimeError, match="closed"):
        await AwsEC2Client(clients, Clock()).read_statuses_async(SCOPE, IDS)
