"""The same questions to moto, which others wrote, and to the simulator: the answers have the same shape.

Where the two differ by nature, and the simulator keeps to the EC2 API Reference:
- moto changes states at once, the simulator after its delays; here these are zero;
- moto has no MonitorInstances and UnmonitorInstances, no client tokens for RunInstances (a second call with the same
  token launches again), no request limits, and lets a stopped instance be rebooted;
- moto launches MinCount instances, the simulator MaxCount, and moto does so from images that are not there;
- moto tags instances that are not there, and changes the type of running ones;
- moto ends a page at the end of a reservation, the simulator after MaxResults instances;
- moto keeps terminated instances for ever, the simulator for an hour.
"""

from asyncio import to_thread
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.plan import FleetPlan
from support.moto import moto_server

PATIENT = {"read_timeout": 50}
"""Moto's first answers take seconds, on a busy machine tens of them."""
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@dataclass
class Cloud:
    """An AWS lookalike with three running instances and their clients."""

    ec2: Any
    cloudwatch: Any
    ids: list[str]
    image_id: str = ""


@pytest.fixture(scope="module")
def moto(connect: Any) -> Iterator[Cloud]:
    """Serve and furnish moto once for the whole file: it is slow, and every test leaves it as it was."""
    with moto_server() as address:
        cloud = Cloud(connect("ec2", address, **PATIENT), connect("cloudwatch", address, **PATIENT), [])
        furnish(cloud)
        yield cloud


@pytest.fixture(params=["moto", "simulator"])
async def cloud(request: pytest.FixtureRequest, connect: Any, boot: Any) -> Cloud:
    """Three running instances, with CPU readings before noon."""
    if request.param == "moto":
        furnished: Cloud = request.getfixturevalue("moto")
        return furnished
    server = await boot(FleetPlan(workers=3))
    ids = [each.instance_id for each in server.simulation.fleet.all()]
    image_id = server.simulation.fleet.images("us-east-1")[0].image_id
    return Cloud(connect("ec2", server.address), connect("cloudwatch", server.address), ids, image_id)


def furnish(cloud: Cloud) -> None:
    """Launch three instances and report the CPU of the first for an hour."""
    cloud.image_id = image = cloud.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "cml-worker-001"}]}]
    for _ in range(3):
        launched = cloud.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=tags)
        cloud.ids.append(launched["Instances"][0]["InstanceId"])
    dimensions = [{"Name": "InstanceId", "Value": cloud.ids[0]}]
    reading = {"MetricName": "CPUUtilization", "Dimensions": dimensions, "Unit": "Percent"}
    for minutes in range(5, 65, 5):
        at = NOON - timedelta(minutes=minutes)
        cloud.cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=[{**reading, "Timestamp": at, "Value": 7.5}])


async def launched(cloud: Cloud, **more: Any) -> Any:
    """Launch an instance for one test."""
    wish = {"ImageId": cloud.image_id, "InstanceType": "c5.2xlarge", "MinCount": 1, "MaxCount": 1}
    return await to_thread(cloud.ec2.run_instances, **{**wish, **more})


async def described(cloud: Cloud, instance_id: str) -> Any:
    """Describe one instance."""
    answer = await to_thread(cloud.ec2.describe_instances, InstanceIds=[instance_id])
    return answer["Reservations"][0]["Instances"][0]


async def code_of(act: Any, **wish: Any) -> str:
    """Tell with which code a call is refused."""
    with pytest.raises(ClientError) as refused:
        await to_thread(act, **wish)
    return str(refused.value.response["Error"]["Code"])


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

    async def test_launches_in_one_reservation_when_told_to(self, cloud: Cloud) -> None:
        """New instances are pending, numbered, tagged, in one reservation, and end as they were told to."""
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "new"}]}]
        reservation = await launched(cloud, MinCount=2, MaxCount=2, TagSpecifications=tags)
        assert {"ReservationId", "OwnerId"} <= set(reservation)
        assert [each["AmiLaunchIndex"] for each in reservation["Instances"]] == [0, 1]
        assert {each["State"]["Name"] for each in reservation["Instances"]} <= {"pending", "running"}
        ids = [each["InstanceId"] for each in reservation["Instances"]]
        told = await described(cloud, ids[1])
        assert (told["State"]["Name"], told["InstanceType"]) == ("running", "c5.2xlarge")
        assert told["Tags"] == [{"Key": "Name", "Value": "new"}]
        ended = await to_thread(cloud.ec2.terminate_instances, InstanceIds=ids)
        assert ended["TerminatingInstances"][0]["PreviousState"] == {"Code": 16, "Name": "running"}
        assert ended["TerminatingInstances"][0]["CurrentState"] == {"Code": 32, "Name": "shutting-down"}
        told = await described(cloud, ids[0])
        assert told["State"] == {"Code": 48, "Name": "terminated"}
        assert told["StateReason"]["Code"] == "Client.UserInitiatedShutdown"

    async def test_launches_nothing_when_the_run_is_dry(self, cloud: Cloud) -> None:
        """A dry run has a code of its own."""
        wish = {"ImageId": cloud.image_id, "MinCount": 1, "MaxCount": 1, "DryRun": True}
        assert await code_of(cloud.ec2.run_instances, **wish) == "DryRunOperation"

    async def test_sets_and_removes_tags_when_told_to(self, cloud: Cloud) -> None:
        """Tags are set, and removed by key or by key and value."""
        instance_id = (await launched(cloud))["Instances"][0]["InstanceId"]
        tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
        await to_thread(cloud.ec2.create_tags, Resources=[instance_id], Tags=tags)
        gone = [{"Key": "a"}, {"Key": "b", "Value": "3"}]
        await to_thread(cloud.ec2.delete_tags, Resources=[instance_id], Tags=gone)
        assert (await described(cloud, instance_id))["Tags"] == [{"Key": "b", "Value": "2"}]

    async def test_changes_the_type_when_stopped(self, cloud: Cloud) -> None:
        """A stopped instance takes another type."""
        instance_id = (await launched(cloud))["Instances"][0]["InstanceId"]
        wish = {"InstanceId": instance_id, "InstanceType": {"Value": "m5.4xlarge"}}
        await to_thread(cloud.ec2.stop_instances, InstanceIds=[instance_id])
        await to_thread(cloud.ec2.modify_instance_attribute, **wish)
        assert (await described(cloud, instance_id))["InstanceType"] == "m5.4xlarge"

    async def test_goes_on_running_when_rebooted(self, cloud: Cloud) -> None:
        """A reboot changes no state, and an unknown id has the same code."""
        instance_id = (await launched(cloud))["Instances"][0]["InstanceId"]
        await to_thread(cloud.ec2.reboot_instances, InstanceIds=[instance_id])
        assert (await described(cloud, instance_id))["State"]["Name"] == "running"
        wish = {"InstanceIds": ["i-00000000"]}
        for act in (cloud.ec2.reboot_instances, cloud.ec2.terminate_instances):
            assert await code_of(act, **wish) == "InvalidInstanceID.NotFound"
