"""What a whole service does when AWS refuses acts: of one among hundreds, for minutes, or for want of room."""

from typing import Any

import pytest

from application.instance.instance_orders import MOST_UNNAMED
from simulator.faults.fault import FaultKind
from support.collected_fleet import CollectedFleet, collected_fleet
from support.database import DatabaseServer
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def accepted(fleet: CollectedFleet, act: str, workers: list[dict[str, Any]]) -> str:
    """Order an act; where its operation is."""
    reply = await fleet.service.admin.post(f"/api/workers:{act}", json={"ids": [each["id"] for each in workers]})
    assert reply.status_code == 202, reply.text
    return reply.headers["location"]


async def ended(fleet: CollectedFleet, path: str, step_seconds: float = 10) -> dict[str, Any]:
    """Move the clock on until the operation has ended; return it."""
    shown: dict[str, Any] = {}

    async def look() -> bool:
        fleet.pass_seconds(step_seconds)
        shown.update((await fleet.service.admin.get(path)).json())
        return shown["finished_at"] is not None

    await until(look, "the operation ends", 60)
    return shown


async def test_splits_off_one_of_200_that_ec2_does_not_know(database: DatabaseServer, aws_keys: None) -> None:
    """Two calls: one that is refused because of it, and one for all the others."""
    async with collected_fleet(database.uri, 200) as fleet:
        workers = await fleet.workers_async()
        lost = workers[77]["instance_id"]
        fleet.strike(FaultKind.MISSING_INSTANCE, action="StopInstances", instance_ids=frozenset({lost}))
        operation = await ended(fleet, await accepted(fleet, "stop", workers))
        assert (operation["done"], operation["failed"]) == (199, 1)
        [failed] = [each for each in operation["targets"] if each["outcome"] == "failed"]
        assert (failed["id"], failed["code"]) == (workers[77]["id"], "InvalidInstanceID.NotFound")
        assert lost in failed["message"]
        assert fleet.calls("StopInstances") == 2
        assert (await fleet.worker_async(lost))["status"] == "running"


async def test_goes_on_by_itself_when_throttled_for_two_minutes(fleet: CollectedFleet) -> None:
    """It says meanwhile why it waits; AWS is asked each five seconds at most."""
    workers = await fleet.workers_async()
    before = fleet.calls("StopInstances")
    fleet.strike(FaultKind.THROTTLE, action="StopInstances", seconds=120)
    path = await accepted(fleet, "stop", workers)

    async def waits() -> bool:
        targets = (await fleet.service.admin.get(path)).json()["targets"]
        return {each["code"] for each in targets} == {"throttled"}

    await until(waits, "it says that it waits")
    operation = await ended(fleet, path)
    assert (operation["done"], operation["failed"]) == (len(workers), 0)
    assert fleet.calls("StopInstances") - before <= 1 + 120 / 5


async def test_asks_seldom_when_there_is_no_room(fleet: CollectedFleet) -> None:
    """Each call is attempted once; all fail in the words of AWS, and are stopped as before."""
    workers = await fleet.workers_async()
    fleet.aws.stop(list(fleet.aws.all()))
    fleet.pass_seconds(600)
    await fleet.cycle_async()
    before = fleet.calls("StartInstances")
    fleet.strike(FaultKind.INSUFFICIENT_CAPACITY, action="StartInstances", amount=0)
    operation = await ended(fleet, await accepted(fleet, "start", workers))
    assert {each["code"] for each in operation["targets"]} == {"InsufficientInstanceCapacity"}
    assert fleet.calls("StartInstances") - before == 2 * len(workers) - 1 < MOST_UNNAMED
    assert {each["status"] for each in await fleet.workers_async()} == {"stopped"}


async def test_names_the_permission_that_an_act_lacks(fleet: CollectedFleet) -> None:
    """What was refused is the act, not a reading of the fleet."""
    workers = await fleet.workers_async()
    fleet.strike(FaultKind.UNAUTHORIZED, action="StartInstances")
    operation = await ended(fleet, await accepted(fleet, "start", workers))
    [words] = {each["message"] for each in operation["targets"]}
    assert words.startswith("ec2:StartInstances in region us-east-1 of account default was refused (Unauthorized")
    assert words.endswith("allow ec2:StartInstances to the credentials in use")
