"""The service is killed while it drains a worker, again and again."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest

from simulator.aws.call import Service
from simulator.cml.cml_side import CmlSide
from simulator.cml.faults.cml_fault import CmlFault, CmlFaultKind
from simulator.faults.fault import Fault, FaultKind
from simulator.fleet.instance_state import InstanceState
from simulator.server import SimulatorServer
from support.dying_service import DyingService
from support.waiting import until

REGION = "us-east-1"
STOP_LAB = "PUT labs/{}/stop"
READ_LABS = "GET labs"
SECONDS = 40.0


class DrainedWorker:
    """The steps at which draining can be held: each hangs once, and is then seen to be asked."""

    def __init__(self, simulator: SimulatorServer, side: CmlSide) -> None:
        self._simulator = simulator
        self._side = side

    def hold_controller(self, route: str) -> Callable[[], Awaitable[bool]]:
        """Let the controller not answer one call; whether it was asked since."""
        self._side.faults.add(CmlFault(self._side.faults.next_id(), CmlFaultKind.HANG, route=route, calls_left=1))
        before = self._side.calls.count(route=route)

        async def asked() -> bool:
            return self._side.calls.count(route=route) > before

        return asked

    def hold_ec2(self, action: str) -> Callable[[], Awaitable[bool]]:
        """Let EC2 not answer one call; whether it was asked since."""
        simulation = self._simulator.simulation
        fault = Fault(simulation.faults.next_id(), FaultKind.HANG, Service.EC2, action=action, calls_left=1)
        simulation.faults.add(fault)
        before = simulation.calls.count("ec2", REGION, action)

        async def asked() -> bool:
            return simulation.calls.count("ec2", REGION, action) > before

        return asked

    @property
    def running_labs(self) -> int:
        """How many labs run on the controller."""
        [host] = self._side.by_instance.values()
        controller = host.instance.controller
        assert controller is not None
        now = self._side.fleet.clock()
        return sum(str(lab.state_at(now)) == "STARTED" for lab in controller.labs.values())

    @property
    def is_stopped(self) -> bool:
        """Whether EC2 has stopped the instance."""
        [instance] = self._simulator.simulation.fleet.all()
        return instance.state_at(self._simulator.simulation.fleet.clock()) is InstanceState.STOPPED


async def imported(client: httpx.AsyncClient) -> dict[str, Any]:
    """Import the worker and read its labs."""
    await client.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    [worker] = (await client.get("/api/workers")).json()["items"]
    assert (await client.post(f"/api/workers/{worker['id']}/sync-labs")).status_code == 200
    shown: dict[str, Any] = worker
    return shown


@pytest.mark.timeout(180)
async def test_ends_drained_when_killed_between_all_steps(
    simulator: SimulatorServer, side: CmlSide, service: DyingService
) -> None:
    """Kill -9 after the cordon, while labs are stopped, while EC2 takes the order, and while it is followed.

    In the end no lab runs, the worker is stopped, and cordoned for the reason that was given.
    """
    drained = DrainedWorker(simulator, side)
    await service.start_async()
    async with service.client() as client:
        worker = await imported(client)
        assert drained.running_labs > 0
        held = drained.hold_controller(READ_LABS)
        body = {"ids": [worker["id"]], "reason": "a new disk"}
        accepted = await client.post("/api/workers:drain", json=body)
        assert accepted.status_code == 202, accepted.text
        await until(held, "the worker is cordoned, and its labs are looked at", SECONDS)
        for hold in (
            partial(drained.hold_controller, STOP_LAB),
            partial(drained.hold_ec2, "StopInstances"),
            partial(drained.hold_ec2, "DescribeInstanceStatus"),
        ):
            service.child.kill()
            held = hold()
            await service.start_async()
            await until(held, "the next step is taken", SECONDS)
        assert drained.running_labs == 0
        service.child.kill()
        await service.start_async()
        operation: dict[str, Any] = {}

        async def ended() -> bool:
            operation.update((await client.get(accepted.headers["location"], params={"wait": 5})).json())
            return operation.get("finished_at") is not None

        await until(ended, "the operation ends", SECONDS)
        assert (operation["status"], operation["done"], operation["failed"]) == ("completed", 1, 0), operation
        [shown] = (await client.get("/api/workers")).json()["items"]
        assert (shown["status"], shown["cordoned"]["reason"]) == ("stopped", "a new disk")
    assert (drained.running_labs, drained.is_stopped) == (0, True)


@pytest.mark.timeout(240)
async def test_ends_drained_when_killed_between_the_last_lab_and_the_end(
    simulator: SimulatorServer, side: CmlSide, service: DyingService
) -> None:
    """Kill -9 when no lab runs any more and nothing is asked, before the order, with the order taken, and at the end.

    The worker is ordered to stop once by whoever died after the order, and not left running by those before.
    """
    drained = DrainedWorker(simulator, side)
    service.deaths = [
        "application.instance.instance_acting:InstanceActing.act_async",
        "integration.aws.aws_ec2_client:AwsEC2Client.act_async",
        "domain.worker.acted_worker:ActedWorker.accept_act",
        "domain.operation.operation:Operation.complete",
    ]
    await service.start_async()
    async with service.client() as client:
        worker = await imported(client)
        assert drained.running_labs > 0
        operation = await service.outlive_async(client, client.post("/api/workers:drain", json={"ids": [worker["id"]]}))
        assert (operation["status"], operation["done"], operation["failed"]) == ("completed", 1, 0), operation
        [shown] = (await client.get("/api/workers")).json()["items"]
        assert (shown["status"], shown["cordoned"] is not None) == ("stopped", True)
    assert (drained.running_labs, drained.is_stopped) == (0, True)
