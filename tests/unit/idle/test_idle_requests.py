"""What people ask about idle workers, and what they want to be done about them."""

from typing import Any

from application.idle.exempt_worker_idle_command import ExemptWorkerIdleCommand
from application.idle.get_fleet_idle_query import GetFleetIdleQuery
from application.idle.get_worker_idle_query import GetWorkerIdleQuery
from application.idle.snooze_worker_idle_command import SnoozeWorkerIdleCommand
from application.worker.worker_criteria import WorkerCriteria
from domain.errors import NotFoundError
from domain.worker.activity_events import PauseHold
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.idle_steps import judge, pause, pauses, set_rules, state_of, told
from fakes.readings import WEST, instance_id_of, unborn_worker

ONE = unborn_worker(1).aggregate_id
THREE = unborn_worker(3, WEST).aggregate_id


async def idle_of(process: FakeProcess, worker_id: str = ONE) -> Any:
    """What is told of the use of a worker."""
    return (await process.send_async(GetWorkerIdleQuery(worker_id))).data


async def test_tells_what_keeps_a_worker_from_being_paused(world: FakeWorld, process: FakeProcess) -> None:
    """Not idle, then counting down, then held by the rules."""
    assert (await idle_of(process)).held_by is PauseHold.NOT_IDLE
    await judge(process, world, 120)
    shown = await idle_of(process)
    assert (shown.held_by, shown.idle.since, shown.quiet_since) == (None, NOON, NOON)
    assert shown.usd_per_hour > 0
    await set_rules(process, exempt_tags=["owner:ops"])
    assert (await idle_of(process)).held_by is PauseHold.EXEMPT_TAG


async def test_snoozed_by_somebody_for_a_while(world: FakeWorld, process: FakeProcess) -> None:
    """The others are paused meanwhile; 0 minutes end it."""
    await judge(process, world, 120)
    command = SnoozeWorkerIdleCommand(worker_id=ONE, minutes=240)
    assert (await process.send_async(command)).status == 200
    assert (await judge(process, world, 15)).paused_count == 2
    assert ONE not in await pause(process, world)
    assert (await idle_of(process)).held_by is PauseHold.SNOOZED
    snoozed = (await state_of(process, ONE)).idle.snoozed
    assert snoozed is not None
    assert snoozed.by == "key:ADMIN"
    await process.send_async(SnoozeWorkerIdleCommand(worker_id=ONE, minutes=0))
    assert (await idle_of(process)).held_by is None


async def test_exempt_until_somebody_ends_it(world: FakeWorld, process: FakeProcess) -> None:
    """By whom and why is kept."""
    await process.send_async(ExemptWorkerIdleCommand(worker_id=ONE, exempt=True, reason="an exam"))
    await judge(process, world, 120)
    assert len(told(process, "worker.idle.countdown")) == 2
    exempt = (await idle_of(process)).idle.exempt
    assert (exempt.by, exempt.reason) == ("key:ADMIN", "an exam")
    await process.send_async(ExemptWorkerIdleCommand(worker_id=ONE, exempt=False))
    await judge(process, world, 1)
    assert len(told(process, "worker.idle.countdown")) == 3
    assert pauses(process) == 0


async def test_unknown_workers_are_not_found(process: FakeProcess) -> None:
    """By any request."""
    for request in (
        GetWorkerIdleQuery("nobody"),
        SnoozeWorkerIdleCommand(worker_id="nobody", minutes=1),
        ExemptWorkerIdleCommand(worker_id="nobody", exempt=True),
    ):
        assert isinstance((await process.send_async(request)).error, NotFoundError)


async def test_the_fleet_tells_who_is_idle_and_what_that_costs(world: FakeWorld, process: FakeProcess) -> None:
    """The sum of the prices of those that are idle; who is paused is idle no more."""
    nobody = (await process.send_async(GetFleetIdleQuery())).data
    assert (nobody.idle, nobody.usd_per_hour, nobody.enabled) == (0, 0, True)
    world.cml.active_at[THREE] = NOON
    await process.send_async(SnoozeWorkerIdleCommand(worker_id=THREE, minutes=999))
    await judge(process, world, 120)
    fleet = (await process.send_async(GetFleetIdleQuery())).data
    prices = [(await idle_of(process, worker.id)).usd_per_hour for worker in fleet.workers]
    assert (fleet.idle, fleet.counting_down, fleet.workers_of_unknown_price) == (3, 2, 0)
    assert prices == sorted(prices, reverse=True)
    assert fleet.usd_per_hour == sum(prices) > 0
    await judge(process, world, 15)
    await pause(process, world)
    fleet = (await process.send_async(GetFleetIdleQuery())).data
    assert (fleet.idle, fleet.paused, fleet.pauses, fleet.resumes) == (1, 2, 2, 0)


async def test_lists_who_is_idle(world: FakeWorld, process: FakeProcess) -> None:
    """Or who is not."""
    await process.send_async(SnoozeWorkerIdleCommand(worker_id=ONE, minutes=999))
    for minutes, idle in ((0, 0), (120, 3)):
        await judge(process, world, minutes)
        for wanted, count in ((True, idle), (False, 3 - idle), (None, 3)):
            found = list(WorkerCriteria(idle=wanted).select(process.view.workers()))
            assert len(found) == count
    assert {state.instance_id for state in process.view.workers()} == set(map(instance_id_of, (1, 2, 3)))
