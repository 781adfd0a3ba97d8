"""The same questions to moto, which others wrote, and to the simulator: the answers have the same shape."""

from asyncio import to_thread
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

from simulator.fleet.plan import FleetPlan

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@dataclass
class Cloud:
    """An AWS lookalike with three running instances and their clients."""

    ec2: Any
    cloudwatch: Any
    ids: list[str]


@pytest.fixture(scope="module")
def moto(connect: Any) -> Iterator[Cloud]:
    """Serve and furnish moto once for the whole file: it is slow, and every test leaves it as it was."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    cloud = Cloud(connect("ec2", address), connect("cloudwatch", address), [])
    furnish(cloud)
    yield cloud
    server.stop()


@pytest.fixture(params=["moto", "simulator"])
async def cloud(request: pytest.FixtureRequest, connect: Any, boot: Any) -> Cloud:
    """Three running instances, with CPU readings before noon."""
    if request.param == "moto":
        furnished: Cloud = request.getfixturevalue("moto")
        return furnished
    server = await boot(FleetPlan(workers=3))
    ids = [each.instance_id for each in server.simulation.fleet.all()]
    return Cloud(connect("ec2", server.address), connect("cloudwatch", server.address), ids)


def furnish(cloud: Cloud) -> None:
    """Launch three instances and report the CPU of the first for an hour."""
    image = cloud.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "cml-worker-001"}]}]
    for _ in range(3):
        launched = cloud.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=tags)
        cloud.ids.append(launched["Instances"][0]["InstanceId"])
    dimensions = [{"Name": "InstanceId", "Value": cloud.ids[0]}]
    reading = {"MetricName": "CPUUtilization", "Dimensions": dimensions, "Unit": "Percent"}
    for minutes in range(5, 65, 5):
        at = NOON - timedelta(minutes=minutes)
        cloud.cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=[{**reading, "Timestamp": at, "Value": 7.5}])


class TestCloud:
    """What holds of AWS, of moto and of the simulator."""

    async def test_describes_in_one_shape_when_named(self, cloud: Cloud) -> None:
        """Instances come in reservations with the fields a fleet needs."""
        answer = await to_thread(cloud.ec2.describe_instances, InstanceIds=cloud.ids[:1])
        (instance,) = answer["Reservations"][0]["Instances"]
        assert instance["InstanceId"] == cloud.ids[0]
        assert instance["State"] == {"Code": 16, "Name": "running"}
        assert {"Key": "Name", "Value": "cml-worker-001"} in instance["Tags"]
        assert isinstance(instance["LaunchTime"], datetime)
        assert {"Architecture", "ImageId", "InstanceType", "Monitoring", "NetworkInterfaces"} <= set(instance)
        assert {"Placement", "PrivateDnsName", "PrivateIpAddress", "PublicDnsName"} <= set(instance)
        assert {"PublicIpAddress", "SecurityGroups", "SubnetId", "VpcId"} <= set(instance)

    async def test_filters_when_asked(self, cloud: Cloud) -> None:
        """State and tag filters with wildcards find the running workers."""
        filters = [
            {"Name": "instance-state-name", "Values": ["running"]},
            {"Name": "tag:Name", "Values": ["cml-worker-*"]},
        ]
        answer = await to_thread(cloud.ec2.describe_instances, Filters=filters)
        assert len([each for part in answer["Reservations"] for each in part["Instances"]]) == 3

    async def test_tells_status_when_running(self, cloud: Cloud) -> None:
        """A running instance passes both checks."""
        answer = await to_thread(cloud.ec2.describe_instance_status, InstanceIds=cloud.ids)
        for told in answer["InstanceStatuses"]:
            assert told["InstanceState"]["Name"] == "running"
            for check in (told["SystemStatus"], told["InstanceStatus"]):
                assert check == {"Status": "ok", "Details": [{"Name": "reachability", "Status": "passed"}]}
        assert len(answer["InstanceStatuses"]) == 3

    async def test_stops_and_starts_when_told_to(self, cloud: Cloud) -> None:
        """A stop and a start tell the states before and after, and a stopped instance has no public address."""
        stopped = await to_thread(cloud.ec2.stop_instances, InstanceIds=cloud.ids[:2])
        assert [each["InstanceId"] for each in stopped["StoppingInstances"]] == cloud.ids[:2]
        assert stopped["StoppingInstances"][0]["PreviousState"] == {"Code": 16, "Name": "running"}
        assert stopped["StoppingInstances"][0]["CurrentState"] == {"Code": 64, "Name": "stopping"}
        answer = await to_thread(cloud.ec2.describe_instances, InstanceIds=cloud.ids[:1])
        (instance,) = answer["Reservations"][0]["Instances"]
        assert instance["State"] == {"Code": 80, "Name": "stopped"}
        assert instance["StateTransitionReason"].startswith("User initiated (")
        assert instance["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
        started = await to_thread(cloud.ec2.start_instances, InstanceIds=cloud.ids[:2])
        assert started["StartingInstances"][0]["PreviousState"] == {"Code": 80, "Name": "stopped"}
        assert started["StartingInstances"][0]["CurrentState"] == {"Code": 0, "Name": "pending"}

    async def test_refuses_when_the_id_is_unknown(self, cloud: Cloud) -> None:
        """An unknown id fails the call, with the same code and words."""
        for action in (cloud.ec2.describe_instances, cloud.ec2.stop_instances):
            with pytest.raises(ClientError, match="The instance ID 'i-00000000' does not exist") as refused:
                await to_thread(action, InstanceIds=["i-00000000"])
            assert refused.value.response["Error"]["Code"] == "InvalidInstanceID.NotFound"

    async def test_describes_images_when_filtered(self, cloud: Cloud) -> None:
        """Images are found by name and carry id, owner, state and date."""
        known = (await to_thread(cloud.ec2.describe_images))["Images"][0]
        filters = [{"Name": "name", "Values": [known["Name"][:-1] + "?"]}]
        found = (await to_thread(cloud.ec2.describe_images, Filters=filters))["Images"]
        assert known["ImageId"] in [image["ImageId"] for image in found]
        assert {"CreationDate", "OwnerId", "State", "Public", "Architecture", "RootDeviceType"} <= set(known)

    async def test_gives_metrics_when_measured(self, cloud: Cloud) -> None:
        """A series is complete, ascending when asked so, and ends before the end time."""
        metric = {
            "Namespace": "AWS/EC2",
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "InstanceId", "Value": cloud.ids[0]}],
        }
        stat = {"Metric": metric, "Period": 300, "Stat": "Average"}
        answer = await to_thread(
            cloud.cloudwatch.get_metric_data,
            MetricDataQueries=[{"Id": "cpu", "MetricStat": stat}],
            StartTime=NOON - timedelta(minutes=30),
            EndTime=NOON,
            ScanBy="TimestampAscending",
        )
        (told,) = answer["MetricDataResults"]
        assert (told["Id"], told["StatusCode"]) == ("cpu", "Complete")
        assert told["Label"].startswith("CPUUtilization")
        assert told["Timestamps"] == [NOON - timedelta(minutes=minutes) for minutes in range(30, 0, -5)]
        assert len(told["Values"]) == 6
