"""One durable handler works in one process at a time, and a dead process's work is taken over."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from application.lease_keeper import LeaseKeeper
from application.ports.consumers import Consumer
from application.ports.leases import Lease
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import unborn_worker
from fakes.recording_handler import RecordingHandler
from fakes.worker_steps import born, committed

from .conftest import NAME

LEASE = f"handler/{NAME}"


@pytest.fixture
def other_handler() -> RecordingHandler:
    """The handler of another process."""
    return RecordingHandler()


@pytest.fixture
async def other(world: FakeWorld, other_handler: RecordingHandler) -> AsyncIterator[FakeProcess]:
    """Another process, started second."""
    async with FakeProcess(world, durable={RecordingHandler: other_handler}) as started:
        yield started


async def pass_time(world: FakeWorld, seconds: float) -> None:
    """Let time pass in small steps, so that whoever can renews a lease."""
    for _ in range(int(seconds * 4)):
        world.clock.pass_seconds(0.25)
        for _ in range(20):
            await asyncio.sleep(0)


async def test_works_in_one_process_when_two_host_it(
    world: FakeWorld, handler: RecordingHandler, other_handler: RecordingHandler
) -> None:
    """Whoever has the lease is told all; the other one nothing, as long as that lives."""
    async with FakeProcess(world, durable={RecordingHandler: handler}) as one:
        await until(lambda: LEASE in world.leases.leases)
        async with FakeProcess(world, durable={RecordingHandler: other_handler}):
            for number in range(1, 6):
                await committed(one, number)
                await pass_time(world, 10)
            await until(lambda: len(handler.taken) == 5)
    assert other_handler.batches == []
    assert world.leases.leases[LEASE].term == 1


async def test_is_taken_over_within_one_lease_when_its_process_is_killed(
    world: FakeWorld, handler: RecordingHandler, other_handler: RecordingHandler
) -> None:
    """What was being told is told again by the other process, and nothing is left out."""
    handler.open.clear()
    killed = FakeProcess(world, durable={RecordingHandler: handler})
    await killed.__aenter__()
    async with FakeProcess(world, durable={RecordingHandler: other_handler}) as other:
        await other.commit_async(*map(born, range(1, 6)))
        await until(lambda: handler.busy)
        world.leases.forget_releases = True
        killed.kill()
        await until(lambda: not handler.busy)
        await pass_time(world, 9.75)
        assert other_handler.batches == []
        await pass_time(world, 0.5)
        await until(lambda: len(other_handler.taken) == 5)
    assert handler.taken == []
    assert world.leases.leases[LEASE].term == 2


async def test_hands_over_at_once_when_its_process_stops(
    world: FakeWorld,
    process: FakeProcess,
    handler: RecordingHandler,
    other: FakeProcess,
    other_handler: RecordingHandler,
) -> None:
    """A process that is told to stop gives its leases back."""
    await until(lambda: LEASE in world.leases.leases)
    await other.__aexit__(None, None, None)
    async with process:
        await committed(process)
        await until(lambda: handler.taken)
    assert world.clock.seconds == 0


@pytest.mark.parametrize("trouble", ["down", "silent"])
async def test_stops_before_its_lease_ends_when_it_cannot_be_renewed(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler, trouble: str
) -> None:
    """By its own clock and without an answer of the database, long before anybody else may begin."""
    handler.open.clear()
    async with process:
        await committed(process)
        await until(lambda: handler.busy)
        await pass_time(world, 2)
        if trouble == "down":
            world.leases.down = True
        else:
            world.leases.answering.clear()
        await pass_time(world, 5.5)
        assert handler.busy
        await pass_time(world, 1)
        ends_at = world.leases.leases[LEASE].ends_at
        assert not handler.busy
        assert world.clock.now() < ends_at
        world.leases.down = False
        world.leases.answering.set()
        handler.open.set()
        await pass_time(world, 5)
        await until(lambda: handler.taken)


async def test_stops_when_its_lease_is_somebody_elses(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """A process that stood still for too long finds another holder and stops."""
    handler.open.clear()
    async with process:
        await committed(process)
        await until(lambda: handler.busy)
        mine = world.leases.leases[LEASE]
        world.leases.leases[LEASE] = Lease(
            name=LEASE, holder="other", term=mine.term + 1, ends_at=mine.ends_at, seconds_left=10
        )
        await pass_time(world, 3)
        assert not handler.busy


async def test_moves_no_cursor_when_a_later_term_has_claimed_it(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """Whatever a clock may say: the fence on the cursor decides, and the loser begins anew."""
    handler.open.clear()
    async with process:
        await committed(process)
        await until(lambda: handler.busy)
        await world.consumers.claim_async(NAME, 7)
        handler.open.set()
        await until(lambda: handler.taken)
        await pass_time(world, 1)
        assert world.consumers.consumers[NAME] == Consumer(handler=NAME, epoch="5eed0001", cursor=0, term=7)
        assert world.consumers.saved == []
        world.leases.leases[LEASE] = Lease(name=LEASE, holder="", term=7, ends_at=world.clock.now(), seconds_left=0)
        await pass_time(world, 12)
        await until(lambda: world.consumers.consumers[NAME].cursor == 1)
    assert len(handler.taken) == 2


async def test_gives_nothing_up_when_a_later_term_has_claimed_the_cursor(
    world: FakeWorld, handler: RecordingHandler
) -> None:
    """A process that was asleep at its last attempt writes no letter: the next holder may well succeed."""
    handler.faults[unborn_worker(1).aggregate_id] = KeyError("sour")
    handler.open.clear()
    async with FakeProcess(world, durable={RecordingHandler: handler}, durable_handler_attempts=1) as process:
        await committed(process)
        await until(lambda: handler.busy)
        await world.consumers.claim_async(NAME, 7)
        handler.open.set()
        await until(lambda: not handler.busy)
        await pass_time(world, 1)
    assert world.letters.letters == {}


async def test_goes_on_when_the_database_was_away(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """What could not be written down is told again."""
    async with process:
        await until(lambda: world.consumers.consumers[NAME].term == 1)
        world.consumers.down = True
        await committed(process)
        await until(lambda: handler.taken)
        await pass_time(world, 20)
        world.consumers.down = False
        await pass_time(world, 5)
        await until(lambda: world.consumers.consumers[NAME].cursor == 1)


async def test_waits_for_the_database_and_says_so_once_when_it_is_away(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """An outage is one line in the log, however long it lasts."""
    world.leases.down = True
    with capture_logs() as logged:
        async with process:
            await pass_time(world, 20)
            world.leases.down = False
            await pass_time(world, 3)
            await committed(process)
            await until(lambda: handler.taken)
    assert [line["event"] for line in logged].count("lease_unreachable") == 1


async def test_leaves_the_cursor_alone_when_it_was_claimed_in_a_later_term(
    world: FakeWorld, process: FakeProcess, handler: RecordingHandler
) -> None:
    """Who comes with an old term does not begin at all."""
    await world.consumers.open_async(Consumer(handler=NAME, epoch="5eed0001", cursor=0, term=2))
    async with process:
        await committed(process)
        await until(lambda: LEASE in world.leases.leases)
        await pass_time(world, 1)
        assert handler.batches == []
        await pass_time(world, 5)
        await until(lambda: handler.taken)
    assert world.consumers.consumers[NAME].term == 2


def test_processes_have_names_of_their_own(world: FakeWorld) -> None:
    """A lease tells processes apart."""
    assert FakeProcess(world).get(LeaseKeeper)._holder != FakeProcess(world).get(LeaseKeeper)._holder
