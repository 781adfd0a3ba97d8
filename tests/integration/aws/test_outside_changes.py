"""What somebody does to instances behind the service's back, and what only looks as if somebody had."""

from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus
from simulator.faults.fault import FaultKind
from simulator.fleet.launch_order import LaunchOrder
from support.watched_fleet import SCOPE, Watch, WatchedFleet

EC2 = (MetricsSource.EC2,)
HOUR_SECONDS = 3600
DETAILS_SECONDS = 600


async def test_tells_what_was_done_when_seen_again(fleet: WatchedFleet) -> None:
    """Stopped, retyped and tagged outside: the stop shows in the next cycle, the rest with the details."""
    stopped, tagged, _ = fleet.aws.all()
    fleet.aws.stop([stopped])
    stopped.instance_type = "m5.metal"
    fleet.aws.tag(tagged, {"course": "ccde", "owner": None})
    await fleet.refresh_async(EC2)
    assert (stopped.instance_id, "worker.status.changed") in fleet.told()
    fleet.clock.pass_seconds(DETAILS_SECONDS)
    await fleet.refresh_async(EC2)
    assert (tagged.instance_id, "worker.tags.changed") in fleet.told()
    by_id = {worker.state.instance_id: worker.state for worker in fleet.workers}
    assert by_id[stopped.instance_id].status is WorkerStatus.STOPPED
    assert by_id[stopped.instance_id].instance_type == "m5.metal"
    assert by_id[tagged.instance_id].tags == dict(tagged.tags)


async def test_is_terminated_at_once_when_ec2_says_so(fleet: WatchedFleet) -> None:
    """EC2 lists a terminated instance for an hour: while it does, nobody has to guess."""
    ended = fleet.aws.all()[0]
    fleet.aws.terminate([ended])
    await fleet.refresh_async(EC2)
    assert (ended.instance_id, "worker.terminated") in fleet.told()
    fleet.clock.pass_seconds(HOUR_SECONDS)
    await fleet.refresh_async(EC2)
    assert ended.instance_id not in {who for who, _ in fleet.told()}


async def test_is_terminated_at_the_second_look_when_ec2_has_forgotten_it(fleet: WatchedFleet) -> None:
    """An instance that ended while nobody looked is missing first, and terminated a minute later."""
    ended = fleet.aws.all()[0]
    fleet.aws.terminate([ended])
    fleet.clock.pass_seconds(HOUR_SECONDS)
    await fleet.refresh_async(EC2)
    assert (ended.instance_id, "worker.source.failing") in fleet.told()
    fleet.clock.pass_seconds(59)
    await fleet.refresh_async(EC2)
    assert fleet.told() == []
    fleet.clock.pass_seconds(1)
    await fleet.refresh_async(EC2)
    assert (ended.instance_id, "worker.terminated") in fleet.told()


async def test_waits_when_a_new_id_is_not_found_for_20_seconds(fleet: WatchedFleet) -> None:
    """An instance so new that EC2 does not know it yet fails for a while, is never terminated, and comes up."""
    fleet.aws.consistency.new_instances_seconds = 20
    (launched,) = fleet.aws.launch(LaunchOrder(SCOPE.region))
    worker = fleet.add(launched.instance_id)
    told = []
    for _ in range(5):
        await fleet.refresh_async(EC2)
        told += [what for who, what in fleet.told() if who == launched.instance_id]
        assert worker.state.status is WorkerStatus.RUNNING
        fleet.clock.pass_seconds(5)
    assert told[:2] == ["worker.source.failing", "worker.source.recovered"]
    assert worker.state.failing == {}
    assert {who for who, _ in fleet.told()} == set()


async def test_terminates_nobody_when_999_of_1000_are_listed(watch: Watch) -> None:
    """Who is missing from a page is looked for by id; who is missing everywhere for a moment only fails so long."""
    fleet = await watch(1000, EC2)
    lost = fleet.aws.all()[499].instance_id
    fleet.strike(FaultKind.MISSING_INSTANCE, action="DescribeInstanceStatus", instance_ids=frozenset({lost}))
    await fleet.refresh_async(EC2)
    assert fleet.told() == []
    fleet.lift()
    fleet.strike(FaultKind.MISSING_INSTANCE, instance_ids=frozenset({lost}))
    for _ in range(2):
        await fleet.refresh_async(EC2)
        fleet.clock.pass_seconds(30)
    assert fleet.told() == [(lost, "worker.source.failing")]
    fleet.lift()
    await fleet.refresh_async(EC2)
    assert fleet.told() == [(lost, "worker.source.recovered")]
    assert {worker.state.status for worker in fleet.workers} == {WorkerStatus.RUNNING}
