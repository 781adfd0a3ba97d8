"""Launching instances: of moto, which others wrote, and of the simulator."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from application.clock import Clock
from application.ports.instance_launcher import WORKER_TAG
from application.ports.source_errors import RequestRefusedError, SourceUnreachableError
from domain.worker.aws_scope import AwsScope
from domain.worker.launch_spec import LaunchSpec
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_instance_launcher import AwsInstanceLauncher
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.moto import moto_server

EAST = AwsScope("default", "us-east-1")
WORKER = "01990000-0000-7000-8000-000000000042"
Connect = Callable[..., AwsClients]


@pytest.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    """A region with one instance."""
    server = SimulatorServer(FleetPlan(workers=1, regions=(EAST.region,)))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def launcher(server: SimulatorServer, connect: Connect) -> AwsInstanceLauncher:
    """Speaks to the simulator."""
    return AwsInstanceLauncher(connect(server.address), Clock())


def spec_in(server: SimulatorServer) -> LaunchSpec:
    """What the simulated region has to offer."""
    [instance] = server.simulation.fleet.all()
    return LaunchSpec(
        instance_type="m5zn.metal",
        ami_name="cisco-cml2*",
        subnet_id=instance.placement.subnet_id,
        security_group_ids=(instance.placement.security_group_id,),
        key_name=instance.placement.key_name,
        tags={"course": "ccnp"},
        user_data="#!/bin/sh\n",
    )


async def test_launches_one_however_often_it_is_asked(server: SimulatorServer, launcher: AwsInstanceLauncher) -> None:
    """With all that the template says, the newest image of the name, and its worker's id from the first moment on."""
    spec = spec_in(server)
    first = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
    again = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
    assert first.instance_id == again.instance_id
    assert len(server.simulation.fleet.all()) == 2
    assert first.tags == {"course": "ccnp", "Name": "lab-42", WORKER_TAG: WORKER}
    newest = max(server.simulation.fleet.images(EAST.region), key=lambda image: image.created_at)
    assert (first.instance_type, first.ami_id, first.ami_name) == ("m5zn.metal", newest.image_id, newest.name)


async def test_launches_none_beside_one_that_is_not_listed_yet(
    server: SimulatorServer, launcher: AwsInstanceLauncher
) -> None:
    """EC2 does not show what it has just launched: the same question gets the same instance, another one none."""
    server.simulation.fleet.consistency.new_instances_seconds = 60
    spec = spec_in(server)
    first = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
    again = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
    assert first.instance_id == again.instance_id
    with pytest.raises(SourceUnreachableError, match="does not list it yet"):
        await launcher.launch_async(EAST, WORKER, "lab-42", replace(spec, instance_type="m5.metal"))
    assert len(server.simulation.fleet.all()) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ami_name": "no-such*"}, "NoSuchImage"),
        ({"ami_id": "ami-0123456789abcdef0", "ami_name": None}, "InvalidAMIID.NotFound"),
        ({"subnet_id": "subnet-0123456789abcdef0"}, "InvalidSubnetID.NotFound"),
        ({"tags": {f"key-{number}": "" for number in range(50)}}, "TagLimitExceeded"),
    ],
)
async def test_tells_in_the_words_of_ec2_why_it_was_refused(
    server: SimulatorServer, launcher: AwsInstanceLauncher, change: dict[str, object], code: str
) -> None:
    """Nothing was launched, and asking again would be of no use."""
    with pytest.raises(RequestRefusedError) as refusal:
        await launcher.launch_async(EAST, WORKER, "lab-42", replace(spec_in(server), **change))  # type: ignore[arg-type]
    assert refusal.value.reason_code == code
    assert refusal.value.reason
    assert len(server.simulation.fleet.all()) == 1


async def test_tells_that_there_is_no_capacity(server: SimulatorServer, launcher: AwsInstanceLauncher) -> None:
    """HTTP 500, and an answer all the same."""
    faults = server.simulation.faults
    faults.add(Fault(faults.next_id(), FaultKind.INSUFFICIENT_CAPACITY, Service.EC2, action="RunInstances"))
    with pytest.raises(RequestRefusedError, match="InsufficientInstanceCapacity") as refusal:
        await launcher.launch_async(EAST, WORKER, "lab-42", spec_in(server))
    assert "do not have sufficient" in refusal.value.reason


async def test_launches_one_in_moto_too(connect: Connect) -> None:
    """The same question, answered by somebody else's EC2."""
    with moto_server() as address:
        launcher = AwsInstanceLauncher(connect(address), Clock())
        spec = LaunchSpec(instance_type="m5zn.metal", ami_name="al2023-x86*")
        first = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
        again = await launcher.launch_async(EAST, WORKER, "lab-42", spec)
    assert first.instance_id == again.instance_id
    assert first.tags == {"Name": "lab-42", WORKER_TAG: WORKER}
