"""ModifyInstanceAttribute, MonitorInstances and UnmonitorInstances as boto3 sees them."""

from asyncio import to_thread
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.fleet.instance import Instance
from simulator.server import SimulatorServer


@pytest.fixture
def worker(simulator: SimulatorServer) -> Instance:
    """The first of ten."""
    return simulator.simulation.fleet.all()[0]


async def told(ec2: Any, worker: Instance) -> Any:
    """Describe the worker."""
    answer = await to_thread(ec2.describe_instances, InstanceIds=[worker.instance_id])
    return answer["Reservations"][0]["Instances"][0]


@pytest.mark.parametrize(
    "wish", [{"InstanceType": {"Value": "m5.4xlarge"}}, {"Attribute": "instanceType", "Value": "m5.4xlarge"}]
)
async def test_changes_the_type_when_stopped(
    ec2: Any, simulator: SimulatorServer, worker: Instance, wish: dict[str, Any]
) -> None:
    """A stopped instance gets another type, in either spelling, and has it once it runs again."""
    await told(ec2, worker)
    simulator.simulation.fleet.stop([worker])
    await to_thread(ec2.modify_instance_attribute, InstanceId=worker.instance_id, **wish)
    assert (await told(ec2, worker))["InstanceType"] == "m5.4xlarge"
    simulator.simulation.fleet.start([worker])
    assert (await told(ec2, worker))["InstanceType"] == "m5.4xlarge"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"InstanceType": {"Value": "m5.4xlarge"}}, "IncorrectInstanceState"),
        ({"InstanceType": {"Value": "huge"}}, "InvalidParameterValue"),
        ({"EbsOptimized": {"Value": True}}, "InvalidParameterCombination"),
        ({"InstanceType": {"Value": "m5.4xlarge"}, "InstanceId": "i-00000000"}, "InvalidInstanceID.NotFound"),
    ],
)
async def test_refuses_when_type_or_state_forbid(ec2: Any, worker: Instance, wish: dict[str, Any], code: str) -> None:
    """A running instance keeps its type, and no type is made up."""
    before = worker.instance_type
    with pytest.raises(ClientError) as refused:
        await to_thread(ec2.modify_instance_attribute, **{"InstanceId": worker.instance_id, **wish})
    assert refused.value.response["Error"]["Code"] == code
    assert worker.instance_type == before


async def test_switches_monitoring_when_told_to(ec2: Any, worker: Instance) -> None:
    """The reply tells where it is going, a description where it is; a second wish finds it there."""
    steps = [(ec2.monitor_instances, "pending", "enabled"), (ec2.unmonitor_instances, "disabling", "disabled")]
    for act, going, gone in steps:
        for state in (going, gone):
            reply = await to_thread(act, InstanceIds=[worker.instance_id])
            assert reply["InstanceMonitorings"] == [{"InstanceId": worker.instance_id, "Monitoring": {"State": state}}]
        assert (await told(ec2, worker))["Monitoring"] == {"State": gone}
