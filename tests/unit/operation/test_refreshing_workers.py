"""Refreshing many workers, as an operation that is carried out by the durable handler."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from application.behaviors.error_behavior import RefusedResult
from application.clock import Clock
from application.events.fleet_event_bus import FleetEventBus
from application.events.recorded_event import RecordedEvent
from application.operation.get_operation_query import GetOperationQuery
from application.operation.list_operations_query import ListOperationsQuery
from application.operation.operation_work import OperationWorks
from application.operation.recent_operations import RecentOperations
from application.operation.run_operation_handler import RunOperationHandler
from application.ports.source_errors import SourceThrottledError, SourceUnreachableError
from application.telemetry.refresh_workers_command import RefreshWorkersCommand
from domain.errors import InvalidRequestError
from domain.operation.operation import Operation
from domain.operation.operation_state import OperationState
from domain.operation.target_result import DONE
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.worker_status import WorkerStatus
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, WEST, cloudwatch_reading, instance_id_of, unborn_worker

ONE, TWO = unborn_worker(1).aggregate_id, unborn_worker(2, WEST).aggregate_id
EC2 = [MetricsSource.EC2]
GONE_BEFORE = replace(DONE, message="done before the kill")


async def ordered(process: FakeProcess, *worker_ids: str, **more: Any) -> str:
    """Order a refresh; return the operation's id."""
    result = await process.send_async(RefreshWorkersCommand(worker_ids=worker_ids, **more))
    assert result.status == 202
    return str(result.data.id)


async def carried_out(process: FakeProcess, operation_id: str) -> OperationState:
    """Let the operation's start be told to the handler; return what became of it."""
    [started] = [event for event in started_in(process) if event.subject == operation_id]
    await process.get(RunOperationHandler).handle_async(started)
    return (await loaded(process, operation_id)).state


async def loaded(process: FakeProcess, operation_id: str) -> Operation:
    """Load an operation."""
    operation = await process.operations.get_async(operation_id)
    assert operation is not None
    return operation


def started_in(process: FakeProcess) -> list[RecordedEvent]:
    """The starts of operations that were told."""
    return [event for event in process.heard if event.short_type == "operation.started"]


async def test_reads_each_region_once_and_reports_each_worker(world: FakeWorld, process: FakeProcess) -> None:
    """The batch is the same as that of the schedule; the document says what became of whom."""
    operation_id = await ordered(process, ONE, TWO, ONE)
    state = await carried_out(process, operation_id)
    assert {target: result.outcome for target, result in state.results.items()} == {ONE: "done", TWO: "done"}
    assert (state.status, state.parameters) == ("completed", {"sources": ["ec2", "cloudwatch", "cml"]})
    assert sorted(scope for operation, scope, _ in world.ec2.calls if operation == "statuses") == [WEST, EAST]


async def test_reports_whom_as_soon_as_all_is_read_of_them(world: FakeWorld, process: FakeProcess) -> None:
    """A region that takes its time does not hold up the others' results."""
    world.ec2.holds[EAST] = asyncio.Event()
    first_progress, reported = asyncio.Event(), list[set[str]]()

    def note(event: RecordedEvent) -> None:
        if event.short_type == "operation.progressed":
            reported.append(set(event.cloud_event["data"]["results"]))
            first_progress.set()

    process.get(FleetEventBus).output_stream.subscribe(note)
    operation_id = await ordered(process, ONE, TWO)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(carried_out(process, operation_id))
        await asyncio.wait_for(first_progress.wait(), 10)
        world.ec2.holds[EAST].set()
    assert reported == [{TWO}, {ONE}]


async def test_names_what_could_not_be_read(world: FakeWorld, process: FakeProcess) -> None:
    """A worker of whom nothing could be read has failed; one of whom something could be is done, with a word on it."""
    world.cloudwatch.errors[EAST] = SourceUnreachableError("no answer")
    world.cloudwatch.put(cloudwatch_reading(2))
    world.cml.errors[TWO] = SourceUnreachableError("no answer")
    world.ec2.errors[WEST] = world.cloudwatch.errors[WEST] = SourceThrottledError("ask less", 30)
    state = await carried_out(process, await ordered(process, ONE, TWO))
    one, two = state.results[ONE], state.results[TWO]
    assert (one.outcome, one.code, one.message) == ("done", "unreachable", "cloudwatch: no answer")
    assert (two.outcome, two.code) == ("failed", "throttled")


async def test_fails_those_who_are_gone_when_their_turn_comes(world: FakeWorld, process: FakeProcess) -> None:
    """Between order and turn a worker may be removed, and another terminated."""
    operation_id = await ordered(process, ONE, TWO)
    [one] = await process.workers.get_many_async([ONE])
    one.remove(world.clock.now())
    await process.commit_async(one)
    world.ec2.change(WEST, instance_id_of(2), WorkerStatus.TERMINATED)
    await carried_out(process, await ordered(process, TWO, sources=EC2))
    state = await carried_out(process, operation_id)
    assert [result.code for result in state.results.values()] == ["gone", "gone"]


async def test_fails_who_was_overtaken_twice(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, never lost silently."""

    async def overtaken(*_: object, **__: object) -> list[str]:
        return [ONE]

    operation_id = await ordered(process, ONE, sources=EC2)
    monkeypatch.setattr(process.workers, "update_many_async", overtaken)
    assert (await carried_out(process, operation_id)).results[ONE].code == "conflict"


async def test_goes_on_with_those_who_wait_when_told_again(world: FakeWorld, process: FakeProcess) -> None:
    """A process that was killed in the middle leaves the rest to the next; what is finished is left alone."""
    operation_id = await ordered(process, ONE, TWO, sources=EC2)
    operation = await loaded(process, operation_id)
    operation.progress({ONE: GONE_BEFORE}, world.clock.now())
    await process.operations.update_async(operation)
    state = await carried_out(process, operation_id)
    assert [scope for _, scope, _ in world.ec2.calls] == [WEST]
    assert state.results[ONE] == GONE_BEFORE
    world.ec2.calls.clear()
    assert (await carried_out(process, operation_id)).state_version == state.state_version
    assert world.ec2.calls == []


async def test_is_told_again_when_the_database_is_away(process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler raises, which has the start told again later: the operation still runs."""

    async def away(*_: object, **__: object) -> list[str]:
        raise SourceUnreachableError("the database does not answer")

    operation_id = await ordered(process, ONE, sources=EC2)
    monkeypatch.setattr(process.workers, "update_many_async", away)
    with pytest.raises(SourceUnreachableError):
        await carried_out(process, operation_id)
    assert not (await loaded(process, operation_id)).state.finished


async def test_fails_when_it_is_given_up(process: FakeProcess) -> None:
    """Nobody waits for what will not happen; one that nobody finds needs nothing."""
    operation_id = await ordered(process, ONE)
    [started] = started_in(process)
    handler = process.get(RunOperationHandler)
    await handler.give_up_async(started)
    assert (await loaded(process, operation_id)).state.status == "failed"
    started.subject = "unknown"
    await handler.give_up_async(started)


async def test_is_given_up_when_nobody_knows_how(process: FakeProcess) -> None:
    """There is nobody who had to let go of anything."""
    operation_id = await ordered(process, ONE)
    handler = RunOperationHandler(process._services, OperationWorks({}), process.operations, process.get(Clock))
    await handler.give_up_async(started_in(process)[0])
    state = (await loaded(process, operation_id)).state
    assert (state.status, state.failure and state.failure.code) == ("failed", "gave_up")


async def test_fails_when_nobody_knows_how(process: FakeProcess) -> None:
    """A newer version of the service may have accepted it."""
    operation_id = await ordered(process, ONE)
    handler = RunOperationHandler(process._services, OperationWorks({}), process.operations, process.get(Clock))
    await handler.handle_async(started_in(process)[0])
    state = (await loaded(process, operation_id)).state
    assert (state.status, state.failure and state.failure.code) == ("failed", "unknown_command")


async def test_handler_passes_over_what_it_does_not_find(process: FakeProcess) -> None:
    """An operation whose document is gone needs nothing any more."""
    await ordered(process, ONE)
    [started] = started_in(process)
    started.subject = "unknown"
    await process.get(RunOperationHandler).handle_async(started)


async def test_refuses_an_order_for_somebody_unknown(process: FakeProcess) -> None:
    """Nothing is started, and the place of the id is named."""
    result = await process.send_async(RefreshWorkersCommand(worker_ids=[ONE, "unknown"]))
    assert isinstance(result, RefusedResult)
    assert isinstance(result.error, InvalidRequestError)
    assert (result.status, result.error.pointer) == (422, "/ids/1")
    assert "operation.started" not in [event.short_type for event in process.heard]


async def test_answers_with_the_end_when_it_comes_in_time(process: FakeProcess) -> None:
    """Who waits is answered by the event that ends the operation."""
    async with asyncio.TaskGroup() as tasks:
        order = RefreshWorkersCommand(worker_ids=[ONE], sources=EC2, wait_seconds=60)
        waiting = tasks.create_task(process.send_async(order))
        await until(lambda: started_in(process))
        tasks.create_task(carried_out(process, started_in(process)[0].subject))
    assert (waiting.result().status, waiting.result().data.status) == (200, "completed")


async def test_operations_are_found_by_id_and_listed_by_age(world: FakeWorld, process: FakeProcess) -> None:
    """Recent ones in memory, old ones in their documents; the newest first, page by page."""
    ids = [await ordered(process, ONE, sources=EC2) for _ in range(3)]
    await carried_out(process, ids[0])
    for operation_id in (ids[0], ids[2]):
        result = await process.send_async(GetOperationQuery(operation_id=operation_id))
        assert result.data.id == operation_id
    async with FakeProcess(world) as later:
        later.get(RecentOperations).load([])
        assert (await later.send_async(GetOperationQuery(operation_id=ids[0]))).data.status == "completed"
    assert (await process.send_async(GetOperationQuery(operation_id="unknown"))).status == 404
    first = (await process.send_async(ListOperationsQuery(limit=2))).data
    rest = (await process.send_async(ListOperationsQuery(before=first.next_before))).data
    assert [item.id for item in (*first.items, *rest.items)] == ids[::-1]
    assert rest.next_before is None
