"""What the doctor finds on AWS: on moto, on the simulator, and on an AWS that refuses."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from email.utils import format_datetime

import boto3
import pytest
from aiohttp import web

from application.clock import Clock
from application.doctor.examination import Examination
from application.doctor.finding import Finding, Outcome
from domain.worker.aws_scope import AwsScope
from fakes.fake_process import settings_with
from integration.aws.aws_configuration import AwsAccount, AwsConfiguration
from integration.aws.doctor.examined_account import ExaminedAccount
from integration.aws.doctor.optional_needs import OptionalNeeds
from integration.aws.s3_place import S3Place
from simulator.server import SimulatorServer
from support.aws_stand_in import standing_in
from support.moto import moto_server

REGION = "eu-west-1"
ROLE_ARN = "arn:aws:iam::123456789012:role/cml-fleet"

EC2_ACTIONS = [
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypes",
]
BUCKET = "cml-fleet-doctor-archives"
NOTHING_MORE = OptionalNeeds()


class RefusingAws:
    """Speaks STS, EC2 and CloudWatch; refuses the actions in `refused` with their code, and is `ahead` of us."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self.ahead = timedelta()

    async def handle(self, request: web.Request) -> web.Response:
        """Reply, or refuse."""
        target = request.headers.get("X-Amz-Target")
        action = target.rpartition(".")[2] if target else str((await request.post())["Action"])
        headers = {"Date": format_datetime(Clock().now() + self.ahead, usegmt=True)}
        if code := self.refused.get(action):
            return web.Response(text=_refusal(action, code, in_json=bool(target)), status=403, headers=headers)
        return web.Response(text="{}" if target else REPLIES.get(action, "<r/>"), headers=headers)


REPLIES = {
    "GetCallerIdentity": "<r><GetCallerIdentityResult><Account>123456789012</Account>"
    "<Arn>arn:aws:iam::123456789012:user/fleet</Arn></GetCallerIdentityResult></r>"
}
SERVICES = {"AssumeRole": "sts", "GetProducts": "pricing"}


def _refusal(action: str, code: str, *, in_json: bool) -> str:
    service = SERVICES.get(action, "cloudwatch" if in_json else "ec2")
    message = f"User: someone is not authorized to perform: {service}:{action}"
    if in_json:
        return json.dumps({"__type": code, "message": message})
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return (
        f"<Response><Errors>{error}</Errors></Response>"
        if service == "ec2"
        else f"<ErrorResponse>{error}</ErrorResponse>"
    )


@pytest.fixture
def aws() -> RefusingAws:
    """The server's side."""
    return RefusingAws()


@pytest.fixture
async def address(aws: RefusingAws) -> AsyncIterator[str]:
    """Serve it."""
    async with standing_in(aws.handle) as served:
        yield served


@pytest.fixture
def moto() -> Iterator[str]:
    """An AWS that others wrote; it makes its world at the first question, which takes it seconds."""
    with moto_server() as address:
        ec2 = boto3.client("ec2", endpoint_url=address, region_name=REGION)
        image_id = ec2.register_image(Name="cisco-cml2.9-doctor", RootDeviceName="/dev/sda1")["ImageId"]
        ec2.run_instances(ImageId=image_id, MinCount=1, MaxCount=1)
        yield address


async def found(
    address: str, account: AwsAccount | None = None, seconds: float = 20, optional: OptionalNeeds = NOTHING_MORE
) -> dict[str, Finding]:
    """Look at an account in one region."""
    configuration = AwsConfiguration(
        endpoint_url=address, call_deadline_seconds=seconds, read_timeout_seconds=seconds, max_attempts=1
    )
    examined = ExaminedAccount(account or AwsAccount(name="lab"), [REGION], configuration, Clock(), optional)
    try:
        diagnoses = await Examination(Clock(), 2 * seconds).examine_async([examined.step()])
    finally:
        examined.close()
    return {diagnosis.name: diagnosis.finding for diagnosis in diagnoses}


def outcomes(findings: dict[str, Finding]) -> dict[str, str]:
    """Return the outcome of each check."""
    return {name: finding.outcome.value for name, finding in findings.items()}


async def test_finds_nothing_wrong_when_aws_is_moto(moto: str) -> None:
    """An account with a role, on an AWS written by others: every question is one that AWS understands."""
    findings = await found(moto, AwsAccount(name="lab", role_arn=ROLE_ARN), seconds=25)
    assert outcomes(findings) == dict.fromkeys(
        ("AWS credentials", "AWS clock", "AWS identity", "AWS role", "EC2", "EC2 acts", "CloudWatch"), "ok"
    ), findings
    assert findings["AWS credentials"].sentence == "found in the environment"
    assert findings["AWS identity"].facts["account_id"] == "123456789012"
    assert findings["AWS role"].facts["arn"].startswith("arn:aws:sts::123456789012:assumed-role/cml-fleet/")


async def test_asks_no_more_than_a_simulator_knows(simulator: SimulatorServer) -> None:
    """It has no STS, and that is no fault."""
    assert outcomes(await found(simulator.address)) == {
        "AWS credentials": "ok",
        "AWS clock": "ok",
        "AWS identity": "skipped",
        "EC2": "ok",
        "EC2 acts": "ok",
        "CloudWatch": "ok",
    }


async def test_names_every_missing_action_when_some_are_refused(aws: RefusingAws, address: str) -> None:
    """With the whole policy to paste, which holds no more than is needed."""
    aws.refused = {
        "DescribeInstanceStatus": "UnauthorizedOperation",
        "DescribeImages": "UnauthorizedOperation",
        "DescribeInstanceTypes": "UnauthorizedOperation",
        "GetMetricData": "AccessDenied",
    }
    findings = await found(address)
    assert findings["EC2"].facts["missing_actions"] == EC2_ACTIONS[1:]
    assert findings["EC2"].sentence == f"not allowed: {', '.join(EC2_ACTIONS[1:])}"
    assert findings["CloudWatch"].facts["missing_actions"] == ["cloudwatch:GetMetricData"]
    (statement,) = findings["CloudWatch"].facts["policy"]["Statement"]
    assert statement["Action"] == [*EC2_ACTIONS, "cloudwatch:GetMetricData"]
    assert findings["CloudWatch"].facts["policy"] == findings["EC2"].facts["policy"]


ONE_INSTANCE = (
    "<r><reservationSet><item><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId>"
    "<imageId>ami-0123456789abcdef0</imageId><instanceState><name>running</name></instanceState>"
    "</item></instancesSet></item></reservationSet></r>"
)


async def test_warns_of_acts_that_are_not_allowed(
    aws: RefusingAws, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever only reads needs none of them; the policy to paste has them all. A launch may lack what tags it."""
    assert (await found(address))["EC2 acts"].outcome is Outcome.SKIPPED
    monkeypatch.setitem(REPLIES, "DescribeInstances", ONE_INSTANCE)
    aws.refused = {"StopInstances": "UnauthorizedOperation", "RunInstances": "UnauthorizedOperation"}
    finding = (await found(address))["EC2 acts"]
    assert finding.outcome is Outcome.WARNING
    assert finding.facts["missing_actions"] == ["ec2:StopInstances", "ec2:RunInstances"]
    (statement,) = finding.facts["policy"]["Statement"]
    assert {*EC2_ACTIONS, "ec2:StartInstances", "ec2:DeleteTags", "ec2:RunInstances"} < set(statement["Action"])
    aws.refused = {"RunInstances": "VPCIdNotSpecified"}
    finding = (await found(address))["EC2 acts"]
    assert (finding.outcome, "VPCIdNotSpecified" in finding.sentence) == (Outcome.WARNING, True)


async def test_names_the_role_when_it_cannot_be_assumed(aws: RefusingAws, address: str) -> None:
    """With a policy that allows it and nothing else; the regions are not looked at."""
    aws.refused = {"AssumeRole": "AccessDenied"}
    findings = await found(address, AwsAccount(name="lab", role_arn=ROLE_ARN))
    assert findings["AWS role"].outcome is Outcome.FAILED
    assert findings["AWS role"].facts["policy"]["Statement"][0]["Resource"] == ROLE_ARN
    assert findings["EC2"].outcome is Outcome.SKIPPED
    aws.refused = {"AssumeRole": "ExpiredToken"}
    findings = await found(address, AwsAccount(name="lab", role_arn=ROLE_ARN))
    assert "have expired" in findings["AWS role"].cure


async def test_says_what_a_refused_signature_may_mean_when_the_clock_is_wrong(aws: RefusingAws, address: str) -> None:
    """The credentials' check names the clock, and the clock's check how wrong it is, for a refusal has a date, too."""
    aws.refused = {"GetCallerIdentity": "SignatureDoesNotMatch"}
    aws.ahead = timedelta(minutes=10)
    findings = await found(address)
    assert "clock is wrong" in findings["AWS identity"].cure
    assert findings["AWS clock"].outcome is Outcome.FAILED
    assert "behind that of AWS" in findings["AWS clock"].sentence


async def test_goes_on_when_sts_is_out_of_reach(aws: RefusingAws, address: str) -> None:
    """A network may let EC2 through and not STS; throttling is a warning as well."""
    aws.refused = {"GetCallerIdentity": "Throttling", "DescribeInstances": "RequestLimitExceeded"}
    findings = await found(address)
    assert outcomes(findings) == {
        "AWS credentials": "ok",
        "AWS clock": "ok",
        "AWS identity": "warning",
        "EC2": "warning",
        "EC2 acts": "skipped",
        "CloudWatch": "ok",
    }


async def test_says_what_to_look_at_when_aws_is_out_of_reach() -> None:
    """The clock is then not known."""
    findings = await found("http://127.0.0.1:1")
    assert outcomes(findings) == {
        "AWS credentials": "ok",
        "AWS clock": "skipped",
        "AWS identity": "warning",
        "EC2": "failed",
        "EC2 acts": "skipped",
        "CloudWatch": "failed",
    }
    assert "VPC endpoints" in findings["EC2"].cure


async def test_looks_no_further_when_there_are_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to set is the cure."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    findings = await found("http://127.0.0.1:1")
    assert findings["AWS credentials"].outcome is Outcome.FAILED
    assert findings["AWS credentials"].cure.startswith("set AWS_PROFILE")
    assert findings["EC2"].outcome is Outcome.SKIPPED


async def test_tries_prices_where_the_catalogue_is_to_hold_them(aws: RefusingAws, address: str) -> None:
    """With a policy that has it beside the others; nobody else is asked for that permission."""
    assert "prices" not in await found(address)
    wanted = OptionalNeeds(prices=True)
    assert (await found(address, optional=wanted))["prices"].sentence == "answers to pricing:GetProducts"
    aws.refused = {"GetProducts": "AccessDeniedException"}
    finding = (await found(address, optional=wanted))["prices"]
    assert (finding.outcome, finding.facts["missing_actions"]) == (Outcome.FAILED, ["pricing:GetProducts"])
    (statement,) = finding.facts["policy"]["Statement"]
    assert statement["Action"] == [*EC2_ACTIONS, "cloudwatch:GetMetricData", "pricing:GetProducts"]


def archived_in(bucket: str, prefix: str = "fleet/") -> OptionalNeeds:
    """One destination in S3."""
    return OptionalNeeds(destinations={"main": S3Place(bucket, prefix, AwsScope("lab", REGION))})


async def test_writes_to_the_buckets_of_archives_and_leaves_nothing_behind(moto: str) -> None:
    """An S3 that others wrote; a bucket that nobody has made is named."""
    s3 = boto3.client("s3", endpoint_url=moto, region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=BUCKET, Key="fleet/kept", Body=b"mine")
    finding = (await found(moto, optional=archived_in(BUCKET), seconds=25))["archive"]
    assert (finding.outcome, finding.sentence) == (
        Outcome.OK,
        f"s3://{BUCKET}/fleet/ can be written, read, listed and pruned",
    )
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == ["fleet/kept"]
    finding = (await found(moto, optional=archived_in("nobodys"), seconds=25))["archive"]
    assert (finding.outcome, finding.sentence) == (Outcome.FAILED, "there is no bucket nobodys")
    assert "CML_FLEET_ARCHIVE_DESTINATIONS" in finding.cure


class RefusingS3(RefusingAws):
    """Speaks S3, too, and notes what was asked for; of what it refuses it `says_which` action policies lack, or not."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.says_which = False

    async def handle(self, request: web.Request) -> web.Response:
        """Reply, or refuse."""
        if "X-Amz-Target" in request.headers or request.method == "POST":
            return await super().handle(request)
        is_list = "list-type" in request.query
        action = {"DELETE": "DeleteObject", "PUT": "PutObject"}.get(request.method, "GetObject")
        action = "ListBucket" if is_list else action
        self.asked.append(action)
        if code := self.refused.get(action):
            named = f"User: someone is not authorized to perform: s3:{action}" if self.says_which else "Access Denied"
            return web.Response(text=f"<Error><Code>{code}</Code><Message>{named}</Message></Error>", status=403)
        return web.Response(text="<ListBucketResult/>" if is_list else "")


@pytest.mark.parametrize("says_which", [True, False])
@pytest.mark.parametrize(
    ("refused", "missing", "asked"),
    [
        (["DeleteObject"], ["s3:DeleteObject"], ["ListBucket", "DeleteObject"]),
        (["ListBucket", "DeleteObject"], ["s3:ListBucket", "s3:DeleteObject"], ["ListBucket", "DeleteObject"]),
        (["PutObject"], ["s3:PutObject"], ["ListBucket", "DeleteObject", "PutObject", "DeleteObject"]),
        (["GetObject"], ["s3:GetObject"], ["ListBucket", "DeleteObject", "PutObject", "GetObject", "DeleteObject"]),
    ],
)
async def test_names_what_is_not_allowed_in_a_bucket(
    refused: list[str], missing: list[str], asked: list[str], says_which: bool
) -> None:
    """As policies call it, with the smallest policy; nothing is written that could not be removed again."""
    aws = RefusingS3()
    aws.refused, aws.says_which = dict.fromkeys(refused, "AccessDenied"), says_which
    async with standing_in(aws.handle) as address:
        finding = (await found(address, optional=archived_in(BUCKET)))["archive"]
    assert (finding.outcome, finding.facts.get("missing_actions"), aws.asked) == (Outcome.FAILED, missing, asked), (
        finding
    )
    objects, bucket = finding.facts["policy"]["Statement"]
    assert objects["Resource"] == f"arn:aws:s3:::{BUCKET}/fleet/*"
    assert (bucket["Action"], bucket["Resource"]) == (["s3:ListBucket"], f"arn:aws:s3:::{BUCKET}")


async def test_says_where_a_bucket_may_be_when_it_is_elsewhere() -> None:
    """And what S3 says of all else."""
    aws = RefusingS3()
    async with standing_in(aws.handle) as address:
        aws.refused = dict.fromkeys(["ListBucket"], "AuthorizationHeaderMalformed")
        elsewhere = (await found(address, optional=archived_in(BUCKET)))["archive"]
        aws.refused = dict.fromkeys(["ListBucket"], "InvalidBucketName")
        otherwise = (await found(address, optional=archived_in(BUCKET)))["archive"]
    assert (elsewhere.sentence, "?region=" in elsewhere.cure) == (f"the bucket {BUCKET} is not in {REGION}", True)
    assert "InvalidBucketName" in otherwise.sentence


def test_asks_only_for_what_the_settings_want() -> None:
    """Each destination in its own account, prices in the first."""
    settings = settings_with(
        aws_accounts=[{"name": "lab"}, {"name": "class"}],
        aws_regions=[REGION],
        catalogue_prices=True,
        archive_destinations={"here": "/var/archive", "a": "s3://a/x", "b": "s3://b?account=class&region=us-east-1"},
    )
    assert OptionalNeeds.of(settings, "lab") == OptionalNeeds(
        destinations={"a": S3Place("a", "x/", AwsScope("lab", REGION))}, prices=True
    )
    assert OptionalNeeds.of(settings, "class") == OptionalNeeds(
        destinations={"b": S3Place("b", "", AwsScope("class", "us-east-1"))}
    )
