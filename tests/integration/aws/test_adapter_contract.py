"""What both ports promise, asked of moto, which others wrote, and of the simulator: neither can drift."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from application.clock import Clock
from application.cost.instance_catalogue import InstanceCatalogue
from application.cost.refreshed_catalogue import RefreshedCatalogue
from application.ports.ec2_client import InstanceCriteria
from application.ports.source_errors import RequestRefusedError
from domain.errors import InvalidRequestError
from domain.worker.aws_scope import AwsScope
from domain.worker.ec2_readings import EC2InstanceReading, EC2StatusReading
from domain.worker.worker_act import WorkerAct
from domain.worker.worker_checks import CheckStatus, WorkerChecks
from domain.worker.worker_status import WorkerStatus
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_cloudwatch_client import AwsCloudWatchClient
from integration.aws.aws_ec2_client import AwsEC2Client
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.moto import moto_server

SCOPE = AwsScope("default", "eu-west-1")
KEYS = {"aws_access_key_id": "moto", "aws_secret_access_key": "moto", "region_name": SCOPE.region}
ABSENT = "i-0123456789abcdef0"
ABSENT_IMAGE = "ami-0123456789abcdef0"
NOW = datetime(2026, 6, 1, 12, 3, 30, tzinfo=UTC)
PATIENT = {"read_timeout_seconds": 30, "call_deadline_seconds": 40}
"""What is asked here is what is answered, not how fast a busy machine does."""


class StandingClock(Clock):
    """Half past three minutes after twelve, for ever."""

    def now(self) -> datetime:
        """Tell the time."""
        return NOW


@dataclass
class Fleet:
    """An AWS lookalike: some running instances, then a stopped one, all with one tag in common."""

    address: str
    ids: list[str]
    stopped_id: str
    named_id: str
    name: str
    ami_id: str
    ami_name: str
    tags: dict[str, str]
    vpc_id: str


@pytest.fixture(scope="module")
def moto_fleet() -> Iterator[Fleet]:
    """Furnish moto once for the whole file: it is slow, and every test leaves it as it was."""
    with moto_server() as address:
        yield furnish(address)


def furnish(address: str) -> Fleet:
    """Make an image, twelve instances of it and two hours of their metrics."""
    ec2 = boto3.client("ec2", endpoint_url=address, **KEYS)
    ami_id = ec2.register_image(Name="cisco-cml2.9-contract", RootDeviceName="/dev/sda1")["ImageId"]
    tags = {"course": "ccna", "Name": "cml-contract"}
    specification = [{"ResourceType": "instance", "Tags": [{"Key": key, "Value": tags[key]} for key in tags]}]
    made = ec2.run_instances(ImageId=ami_id, MinCount=12, MaxCount=12, TagSpecifications=specification)
    ids = [instance["InstanceId"] for instance in made["Instances"]]
    ec2.stop_instances(InstanceIds=ids[-1:])
    write_metrics(boto3.client("cloudwatch", endpoint_url=address, **KEYS), ids[0])
    vpc_id = made["Instances"][0]["VpcId"]
    name = "cisco-cml2.9-contract"
    return Fleet(address, ids, ids[-1], ids[0], "cml-contract", ami_id, name, {"course": "ccna"}, vpc_id)


def write_metrics(cloudwatch: Any, instance_id: str) -> None:
    """Write a data point every 300 s, also into the period that is not over."""
    begins = [datetime(2026, 6, 1, 11, 45, tzinfo=UTC) + timedelta(seconds=300 * number) for number in range(4)]
    for name, values in (("CPUUtilization", (10, 20, 30, 99)), ("NetworkIn", (3e5, 6e5, 9e5, 1)), ("NetworkOut", (0,))):
        for begin, value in zip(begins, values, strict=False):
            point = {"MetricName": name, "Timestamp": begin, "Value": value}
            dimensions = [{"Name": "InstanceId", "Value": instance_id}]
            cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=[{**point, "Dimensions": dimensions}])


@pytest.fixture
async def simulator_fleet() -> AsyncIterator[Fleet]:
    """Start a simulator whose clock stands where the adapters' clock stands."""
    server = SimulatorServer(FleetPlan(workers=12, regions=(SCOPE.region,)), clock=lambda: NOW)
    fleet = server.simulation.fleet
    first, *_, last = fleet.all()
    last.stop(NOW - timedelta(hours=3))
    await server.start()
    ids = [instance.instance_id for instance in fleet.all()]
    tags = {"course": first.tags["course"]}
    image = first.image
    yield Fleet(
        server.address,
        ids,
        last.instance_id,
        first.instance_id,
        first.tags["Name"],
        image.image_id,
        image.name,
        tags,
        first.placement.vpc_id,
    )
    await server.stop()


@pytest.fixture(params=["moto", "simulator"])
def fleet(request: pytest.FixtureRequest) -> Fleet:
    """Give one fleet after the other."""
    made: Fleet = request.getfixturevalue(f"{request.param}_fleet")
    return made


@pytest.fixture
def clients(fleet: Fleet, connect: Callable[..., AwsClients]) -> AwsClients:
    """Connect with pages so small that every walk has several."""
    return connect(fleet.address, page_size=5, **PATIENT)


@pytest.fixture
def ec2(clients: AwsClients) -> AwsEC2Client:
    """The adapter for EC2."""
    return AwsEC2Client(clients, StandingClock())


@pytest.fixture
def cloudwatch(clients: AwsClients) -> AwsCloudWatchClient:
    """The adapter for CloudWatch."""
    return AwsCloudWatchClient(clients, StandingClock())


@pytest.fixture
def boto(fleet: Fleet) -> Any:
    """Somebody who acts on the same account from outside."""
    return boto3.client("ec2", endpoint_url=fleet.address, **KEYS)


async def launched(boto: Any, fleet: Fleet) -> str:
    """Launch one more instance, with tags of its own; its id."""
    tags = [{"Key": "Name", "Value": "newcomer"}, {"Key": "room", "Value": "7"}]
    specification = [{"ResourceType": "instance", "Tags": tags}]
    wish = {"ImageId": fleet.ami_id, "InstanceType": "c5.2xlarge", "MinCount": 1, "MaxCount": 1}
    made = await to_thread(boto.run_instances, TagSpecifications=specification, **wish)
    instance_id: str = made["Instances"][0]["InstanceId"]
    return instance_id


class TestAdapterContract:
    """The promises of EC2Client and CloudWatchClient."""

    async def test_reads_states_and_checks_when_asked_for_ids(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """Every instance has its state and checks, stopped ones too, and the time at which that was true."""
        parts: dict[str, EC2StatusReading] = {}
        readings = await ec2.read_statuses_async(SCOPE, fleet.ids, parts.update)
        assert parts == readings
        assert readings.keys() == set(fleet.ids)
        assert readings[fleet.ids[0]].status is WorkerStatus.RUNNING
        assert readings[fleet.ids[0]].checks == WorkerChecks(CheckStatus.OK, CheckStatus.OK)
        assert readings[fleet.stopped_id].status is WorkerStatus.STOPPED
        assert readings[fleet.ids[0]].taken_at == NOW

    async def test_leaves_out_ids_when_ec2_does_not_know_them(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """An id that is unknown or no id at all costs the others nothing."""
        readings = await ec2.read_statuses_async(SCOPE, [*fleet.ids[:2], ABSENT, "i-00000000", "no-instance"])
        assert readings.keys() == set(fleet.ids[:2])

    async def test_asks_nothing_when_no_id_is_asked_for(
        self, ec2: AwsEC2Client, cloudwatch: AwsCloudWatchClient
    ) -> None:
        """No ids, no readings."""
        assert await ec2.read_statuses_async(SCOPE, []) == {}
        assert await ec2.read_instances_async(SCOPE, []) == {}
        assert await cloudwatch.read_metrics_async(SCOPE, []) == {}

    async def test_finds_the_fleet_among_others_when_ids_are_many(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """More ids than one call may name are looked for page by page, and those not there are left out."""
        absent = [f"i-{number:017x}" for number in range(190)]
        parts: dict[str, EC2StatusReading] = {}
        readings = await ec2.read_statuses_async(SCOPE, [*fleet.ids, *absent], parts.update)
        assert readings.keys() == set(fleet.ids)
        assert parts == readings, "each part is told when it is known"

    async def test_reads_details_when_asked_for_ids(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """Details hold what DescribeInstances says, the tags, and the image's name; unknown ids are left out."""
        readings = await ec2.read_instances_async(SCOPE, [*fleet.ids, ABSENT])
        reading = readings[fleet.named_id]
        assert readings.keys() == set(fleet.ids)
        assert (reading.name, reading.ami_id, reading.ami_name) == (fleet.name, fleet.ami_id, fleet.ami_name)
        assert reading.tags["Name"] == fleet.name
        assert reading.private_ip is not None
        assert reading.launch_time is not None
        assert reading.launch_time.tzinfo is UTC
        assert readings[fleet.stopped_id].status is WorkerStatus.STOPPED
        assert readings[fleet.stopped_id].status_reason

    async def test_names_images_that_are_shown(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """An image that is not there costs the others nothing, and is left out."""
        assert await ec2.read_image_names_async(SCOPE, [fleet.ami_id, ABSENT_IMAGE]) == {fleet.ami_id: fleet.ami_name}

    async def test_tells_the_figures_of_instance_types(self, ec2: AwsEC2Client) -> None:
        """They are those of the table that the service brings along; a type that is not offered is left out."""
        facts = await ec2.read_instance_types_async(SCOPE, ["c5.2xlarge", "m5zn.metal", "x0.unheard"])
        assert facts.keys() == {"c5.2xlarge", "m5zn.metal"}
        table = InstanceCatalogue(RefreshedCatalogue())
        assert {
            name: (each.vcpus, each.memory_gib, each.bare_metal, each.architecture) for name, each in facts.items()
        } == {
            name: (known.vcpus, known.memory_gib, known.bare_metal, known.architecture)
            for name in facts
            if (known := table.facts_of(name))
        }

    @pytest.mark.parametrize("by", ["id", "name", "pattern", "id_and_name"])
    async def test_finds_instances_when_their_image_fits(self, ec2: AwsEC2Client, fleet: Fleet, by: str) -> None:
        """An image is meant by its id, its name, or a pattern of names; two of them must both hold."""
        criteria = {
            "id": InstanceCriteria(ami_ids=[ABSENT_IMAGE, fleet.ami_id]),
            "name": InstanceCriteria(ami_names=["windows-*", fleet.ami_name]),
            "pattern": InstanceCriteria(ami_names=[f"{fleet.ami_name[:-2]}*"]),
            "id_and_name": InstanceCriteria(ami_ids=[fleet.ami_id], ami_names=["cisco-*"]),
        }
        found = await ec2.find_instances_async(SCOPE, criteria[by])
        assert fleet.named_id in {each.instance_id for each in found}
        assert {each.ami_name for each in found} == {fleet.ami_name}

    async def test_finds_instances_when_their_tags_fit(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """Every tag asked for must be there with its value."""
        found = await ec2.find_instances_async(SCOPE, InstanceCriteria(tags=fleet.tags))
        none = await ec2.find_instances_async(SCOPE, InstanceCriteria(tags={**fleet.tags, "Name": "nobody"}))
        assert fleet.named_id in {each.instance_id for each in found}
        assert none == []

    async def test_finds_instances_when_they_are_in_a_vpc(self, ec2: AwsEC2Client, fleet: Fleet) -> None:
        """One of the VPCs will do, alone or with what else must hold."""
        either = ["vpc-0123456789abcdef0", fleet.vpc_id]
        found = await ec2.find_instances_async(SCOPE, InstanceCriteria(vpc_ids=either))
        both = await ec2.find_instances_async(SCOPE, InstanceCriteria(ami_ids=[fleet.ami_id], vpc_ids=either))
        assert fleet.named_id in {each.instance_id for each in found}
        assert fleet.named_id in {each.instance_id for each in both}
        assert await ec2.find_instances_async(SCOPE, InstanceCriteria(vpc_ids=either[:1])) == []

    async def test_finds_nothing_when_no_image_fits(self, ec2: AwsEC2Client) -> None:
        """A name that no image has finds no instance, rather than every instance."""
        assert await ec2.find_instances_async(SCOPE, InstanceCriteria(ami_names=["windows-*"])) == []
        assert await ec2.find_instances_async(SCOPE, InstanceCriteria(ami_ids=["ami-0"], ami_names=["cisco-*"])) == []

    async def test_refuses_to_look_when_nothing_is_set(self, ec2: AwsEC2Client) -> None:
        """Empty criteria would import a whole region."""
        with pytest.raises(InvalidRequestError):
            await ec2.find_instances_async(SCOPE, InstanceCriteria())

    async def test_reads_figures_of_the_last_whole_period_when_there_are_points(
        self, cloudwatch: AwsCloudWatchClient, fleet: Fleet
    ) -> None:
        """CPU in percent and network in bytes per second, of the newest period that is over; without a point none."""
        readings = await cloudwatch.read_metrics_async(SCOPE, [fleet.ids[0], fleet.stopped_id, ABSENT])
        assert readings.keys() == {fleet.ids[0]}
        reading = readings[fleet.ids[0]]
        assert reading.taken_at == datetime(2026, 6, 1, 11, 55, tzinfo=UTC)
        assert reading.cpu_percent is not None
        assert 0 < reading.cpu_percent < 99
        assert reading.network_in_bytes_per_second is not None
        assert 0 < reading.network_in_bytes_per_second <= 1e6

    async def test_follows_an_instance_when_others_act_on_it(self, ec2: AwsEC2Client, fleet: Fleet, boto: Any) -> None:
        """Launched, stopped, retyped, re-tagged, started, rebooted and terminated outside: each step can be read."""
        instance_id = await launched(boto, fleet)
        ids = [instance_id]

        async def read() -> EC2InstanceReading:
            return (await ec2.read_instances_async(SCOPE, ids))[instance_id]

        new = await read()
        assert (new.name, new.instance_type, new.status) == ("newcomer", "c5.2xlarge", WorkerStatus.RUNNING)
        await to_thread(boto.stop_instances, InstanceIds=ids)
        wish = {"InstanceId": instance_id, "InstanceType": {"Value": "m5.4xlarge"}}
        await to_thread(boto.modify_instance_attribute, **wish)
        await to_thread(boto.create_tags, Resources=ids, Tags=[{"Key": "course", "Value": "ccde"}])
        await to_thread(boto.delete_tags, Resources=ids, Tags=[{"Key": "room"}])
        changed = await read()
        assert (changed.instance_type, changed.status) == ("m5.4xlarge", WorkerStatus.STOPPED)
        assert changed.tags == {"Name": "newcomer", "course": "ccde"}
        assert changed.public_ip is None
        await to_thread(boto.start_instances, InstanceIds=ids)
        await to_thread(boto.reboot_instances, InstanceIds=ids)
        assert (await read()).status is WorkerStatus.RUNNING
        await to_thread(boto.terminate_instances, InstanceIds=ids)
        assert (await ec2.read_statuses_async(SCOPE, ids))[instance_id].status is WorkerStatus.TERMINATED
        assert await ec2.find_instances_async(SCOPE, InstanceCriteria(tags={"Name": "newcomer"})) == []

    async def test_acts_on_instances_and_answers_with_their_states(
        self, ec2: AwsEC2Client, fleet: Fleet, boto: Any
    ) -> None:
        """Stopped, started, rebooted and terminated: what EC2 answers, and what is read afterwards."""
        ids = [await launched(boto, fleet), await launched(boto, fleet)]

        async def act(act: WorkerAct) -> set[WorkerStatus]:
            answered = await ec2.act_async(SCOPE, act, ids)
            assert answered.keys() == set(ids)
            return set(answered.values())

        async def read() -> set[WorkerStatus]:
            return {each.status for each in (await ec2.read_statuses_async(SCOPE, ids)).values()}

        assert await act(WorkerAct.REBOOT) == {WorkerStatus.RUNNING}
        assert await act(WorkerAct.STOP) <= {WorkerStatus.STOPPING, WorkerStatus.STOPPED}
        assert await read() == {WorkerStatus.STOPPED}
        assert await act(WorkerAct.START) <= {WorkerStatus.PENDING, WorkerStatus.RUNNING}
        assert await read() == {WorkerStatus.RUNNING}
        assert await act(WorkerAct.TERMINATE) <= {WorkerStatus.SHUTTING_DOWN, WorkerStatus.TERMINATED}
        assert await read() == {WorkerStatus.TERMINATED}

    async def test_names_whom_ec2_does_not_know_when_it_refuses(
        self, ec2: AwsEC2Client, fleet: Fleet, boto: Any
    ) -> None:
        """All or none: nobody is stopped, and the refusal names the id in EC2's own words."""
        known = await launched(boto, fleet)
        with pytest.raises(RequestRefusedError) as refused:
            await ec2.act_async(SCOPE, WorkerAct.STOP, [known, ABSENT])
        assert refused.value.reason_code == "InvalidInstanceID.NotFound"
        assert ABSENT in refused.value.named
        assert known not in refused.value.named
        assert (await ec2.read_statuses_async(SCOPE, [known]))[known].status is WorkerStatus.RUNNING
        await to_thread(boto.terminate_instances, InstanceIds=[known])

    async def test_tags_many_and_touches_no_other_tag(self, ec2: AwsEC2Client, fleet: Fleet, boto: Any) -> None:
        """Set over what was there, and removed whatever their value is; a key that is not there is no error."""
        ids = [await launched(boto, fleet), await launched(boto, fleet)]
        await ec2.add_tags_async(SCOPE, ids, {"room": "8", "course": "ccde", "empty": ""})
        await ec2.remove_tags_async(SCOPE, ids, ["course", "absent"])
        readings = await ec2.read_instances_async(SCOPE, ids)
        wanted = {"Name": "newcomer", "room": "8", "empty": ""}
        assert {each: dict(readings[each].tags) for each in ids} == dict.fromkeys(ids, wanted)
        await to_thread(boto.terminate_instances, InstanceIds=ids)

    async def test_divides_sums_by_the_period_when_they_are_read(
        self, moto_fleet: Fleet, connect: Callable[..., AwsClients]
    ) -> None:
        """A sum of 900,000 bytes in 300 s is 3,000 bytes per second; a metric without a sound point is None."""
        cloudwatch = AwsCloudWatchClient(connect(moto_fleet.address, **PATIENT), StandingClock())
        reading = (await cloudwatch.read_metrics_async(SCOPE, moto_fleet.ids))[moto_fleet.ids[0]]
        assert reading.cpu_percent == 30
        assert reading.network_in_bytes_per_second == 3000
        assert reading.network_out_bytes_per_second == 0
