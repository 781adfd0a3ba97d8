"""Tagging, cordoning and draining workers."""

from typing import Any

import pytest

from application.instance.cordon_worker_command import CordonWorkerCommand
from application.instance.cordon_workers_command import CordonWorkersCommand
from application.instance.drain_workers_command import DrainWorkersCommand
from application.instance.plan_drain_query import PlanDrainQuery
from application.instance.tag_worker_command import TagWorkerCommand
from application.instance.tag_workers_command import TagWorkersCommand
from application.instance.uncordon_worker_command import UncordonWorkerCommand
from application.instance.uncordon_workers_command import UncordonWorkersCommand
from application.lab.import_lab_command import ImportLabCommand
from application.lab.start_lab_command import StartLabCommand
from application.lab.start_labs_command import StartLabsCommand
from application.ports.source_errors import SourceThrottledError, SourceUnreachableError
from domain.errors import ConflictError, InvalidRequestError, NotFoundError
from domain.operation.operation_state import OperationState
from domain.worker.cordon import WorkerCordonedError
from domain.worker.tag_changes import TagChanges
from fakes.act_steps import carried_out
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, WEST, instance_id_of, unborn_worker

ONE, TWO, THREE = (unborn_worker(number).aggregate_id for number in (1, 2, 3))
FOUR = unborn_worker(4, WEST).aggregate_id
COURSE = TagChanges(add={"course": "ccnp"}, remove=["owner"])


async def done(world: FakeWorld, process: FakeProcess, command: Any) -> OperationState:
    """Send a command that becomes an operation, and carry it out."""
    result = await process.send_async(command)
    assert result.status == 202, result
    return await carried_out(world, process, result.data.id)


def outcomes(state: OperationState) -> dict[str, tuple[str, str | None]]:
    """What became of whom."""
    return {target: (result.outcome.value, result.code) for target, result in state.results.items()}


async def tags_of(process: FakeProcess, worker_id: str) -> dict[str, str]:
    """The tags of a worker as it is saved."""
    [worker] = await process.workers.get_many_async([worker_id])
    return dict(worker.state.tags)


async def test_tags_many_with_one_call_per_region(world: FakeWorld, process: FakeProcess) -> None:
    """Set in one, removed in another; shown, and no other tag touched."""
    state = await done(world, process, TagWorkersCommand(worker_ids=[ONE, TWO, FOUR], changes=COURSE))
    assert outcomes(state) == dict.fromkeys([ONE, TWO, FOUR], ("done", None))
    called = sorted((operation, scope.region) for operation, scope, _ in world.ec2.calls if "tags" in operation)
    assert called == [(call, region) for call in ("add_tags", "remove_tags") for region in ("eu-west-1", "us-east-1")]
    assert await tags_of(process, ONE) == {"course": "ccnp"} == dict(world.ec2.instances[EAST][instance_id_of(1)].tags)
    assert await tags_of(process, THREE) == {"owner": "ops"}


@pytest.mark.parametrize("changes", [TagChanges(add={"a": "b"}), TagChanges(remove=["owner"])])
async def test_tags_one(world: FakeWorld, process: FakeProcess, changes: TagChanges) -> None:
    """By what is asked: no call for what is not."""
    assert outcomes(await done(world, process, TagWorkerCommand(worker_id=ONE, changes=changes))) == {
        ONE: ("done", None)
    }
    assert len([operation for operation, _, _ in world.ec2.calls if "tags" in operation]) == 1


async def test_shows_the_tags_that_ec2_has_when_it_refuses(world: FakeWorld, process: FakeProcess) -> None:
    """Who was refused is read again; the others are tagged. A throttled call waits."""
    world.ec2.refusals[instance_id_of(2)] = f"no tags for {instance_id_of(2)}"
    world.ec2.failing_acts += [SourceThrottledError("ask less", 10)]
    state = await done(world, process, TagWorkersCommand(worker_ids=[ONE, TWO], changes=COURSE))
    assert outcomes(state) == {ONE: ("done", None), TWO: ("failed", "Refused")}
    assert (await tags_of(process, ONE), await tags_of(process, TWO)) == ({"course": "ccnp"}, {"owner": "ops"})


async def test_leaves_the_correction_to_the_next_cycle_when_ec2_cannot_be_read(
    world: FakeWorld, process: FakeProcess
) -> None:
    """That the tags were refused is said all the same."""
    world.ec2.errors[WEST] = SourceUnreachableError("no answer")
    state = await done(world, process, TagWorkersCommand(worker_ids=[FOUR], changes=COURSE))
    assert outcomes(state) == {FOUR: ("failed", "unreachable")}


async def test_names_who_cannot_be_tagged_among_many(world: FakeWorld, process: FakeProcess) -> None:
    """Between order and turn a worker may have left the fleet."""
    result = await process.send_async(TagWorkersCommand(worker_ids=[ONE, TWO], changes=COURSE))
    [two] = await process.workers.get_many_async([TWO])
    two.remove(world.clock.now())
    await process.commit_async(two)
    assert outcomes(await carried_out(world, process, result.data.id)) == {
        ONE: ("done", None),
        TWO: ("failed", "illegal_act"),
    }


async def test_refuses_tags_at_once_that_aws_would_not_take(process: FakeProcess) -> None:
    """And workers that nobody knows."""
    many = TagChanges(add={f"key-{number}": "" for number in range(50)})
    for command, error in (
        (TagWorkerCommand(worker_id=ONE, changes=TagChanges()), InvalidRequestError),
        (TagWorkerCommand(worker_id=ONE, changes=many), InvalidRequestError),
        (TagWorkerCommand(worker_id="nobody", changes=COURSE), NotFoundError),
        (TagWorkersCommand(worker_ids=["nobody"], changes=COURSE), InvalidRequestError),
        (DrainWorkersCommand(worker_ids=["nobody"]), InvalidRequestError),
        (PlanDrainQuery(worker_ids=["nobody"]), InvalidRequestError),
    ):
        assert isinstance((await process.send_async(command)).error, error), command


async def test_lets_nobody_begin_on_a_cordoned_worker(world: FakeWorld, process: FakeProcess) -> None:
    """Unless it is forced; who cordoned it is said. Uncordoned it may be used again."""
    shown = await process.send_async(CordonWorkerCommand(worker_id=ONE, reason="a new disk"))
    assert (shown.status, b"a new disk" in shown.data) == (200, True)
    world.cml.labs[ONE] = {}
    for command in (
        StartLabCommand(worker_id=ONE, lab_id="lab-1"),
        StartLabsCommand(lab_ids=[f"{ONE}/lab-1"]),
        ImportLabCommand(worker_id=ONE, topology="nodes: []\nlinks: []"),
    ):
        refused = (await process.send_async(command)).error
        assert isinstance(refused, WorkerCordonedError)
        assert "key:ADMIN: a new disk" in str(refused)
    for forced in (
        StartLabCommand(worker_id=ONE, lab_id="lab-1", on_cordoned=True),
        StartLabsCommand(lab_ids=[f"{ONE}/lab-1"], on_cordoned=True),
        ImportLabCommand(worker_id=ONE, topology="nodes: []\nlinks: []", on_cordoned=True),
    ):
        assert not isinstance(getattr(await process.send_async(forced), "error", None), WorkerCordonedError)
    assert (await process.send_async(UncordonWorkerCommand(worker_id=ONE))).status == 200
    begun = (await process.send_async(StartLabCommand(worker_id=ONE, lab_id="lab-1"))).error
    assert not isinstance(begun, WorkerCordonedError)


async def test_says_so_when_the_worker_is_changed_by_somebody_else_all_the_time(
    process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice meanwhile: the cordon is not saved, and asking again may succeed."""

    async def overtaken(workers: list[Any], *_: Any) -> list[str]:
        return [worker.aggregate_id for worker in workers]

    monkeypatch.setattr(process.workers, "update_many_async", overtaken)
    for command in (CordonWorkerCommand(worker_id=ONE), CordonWorkersCommand(worker_ids=[ONE])):
        assert isinstance((await process.send_async(command)).error, ConflictError)


async def test_changes_no_cordon_of_who_is_unknown(process: FakeProcess) -> None:
    """Nobody has this id."""
    for command in (CordonWorkerCommand(worker_id="nobody"), UncordonWorkerCommand(worker_id="nobody")):
        assert isinstance((await process.send_async(command)).error, NotFoundError)
    for many in (CordonWorkersCommand(worker_ids=[ONE, "nobody"]), UncordonWorkersCommand(worker_ids=["nobody"])):
        assert isinstance((await process.send_async(many)).error, InvalidRequestError)


async def test_cordons_and_uncordons_many(process: FakeProcess) -> None:
    """Each once, in one commit."""
    shown = await process.send_async(CordonWorkersCommand(worker_ids=[ONE, TWO, ONE], reason="a new disk"))
    assert (shown.status, len(shown.data.workers)) == (200, 2)
    assert all(b"a new disk" in each for each in shown.data.workers)
    shown = await process.send_async(UncordonWorkersCommand(worker_ids=[ONE, TWO]))
    assert all(b'"cordoned":null' in each for each in shown.data.workers)
