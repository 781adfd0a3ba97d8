"""Operations in memory: those that run and those that finished lately."""

import asyncio
from datetime import timedelta

from application.operation import recent_operations
from application.operation.recent_operations import RecentOperations
from domain.operation.operation import Operation
from domain.operation.operation_events import OperationDomainEvent
from fakes.fake_clock import NOON
from fakes.fake_process import until
from fakes.in_memory_projection import copy_of
from fakes.operation_steps import started_operation


def tell(recent: RecentOperations, operation: Operation) -> None:
    """Let an operation's pending events be told."""
    for event in operation.pending_events:
        assert isinstance(event, OperationDomainEvent)
        recent.follow(event)
    operation.clear_pending_events()


async def test_waits_for_the_end_when_an_operation_runs() -> None:
    """Everybody who waits is woken by the event that ends it."""
    recent, operation = RecentOperations(), started_operation()
    tell(recent, operation)
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(recent.wait_until_finished_async(operation.aggregate_id, 60)) for _ in range(2)]
        await until(lambda: recent._ended)
        operation.complete(NOON)
        tell(recent, operation)
    assert [task.result() for task in waiting] == [operation.state, operation.state]


async def test_answers_as_it_is_when_the_wait_is_over() -> None:
    """It goes on; who waited is told how far it is."""
    recent, operation = RecentOperations(), started_operation()
    tell(recent, operation)
    state = await recent.wait_until_finished_async(operation.aggregate_id, 0)
    assert state is not None
    assert not state.finished


async def test_answers_at_once_when_there_is_nothing_to_wait_for() -> None:
    """A finished one, and one that nobody knows."""
    recent, operation = RecentOperations(), started_operation()
    operation.complete(NOON)
    recent.load([copy_of(operation.state)])
    assert await recent.wait_until_finished_async(operation.aggregate_id, 60) == operation.state
    assert await recent.wait_until_finished_async("unknown", 60) is None


def test_forgets_what_finished_long_ago() -> None:
    """Memory holds a few minutes of finished operations, and all that run."""
    recent = RecentOperations()
    old, running, newest = (started_operation(number) for number in (1, 2, 3))
    old.complete(NOON)
    recent.load([copy_of(old.state), copy_of(running.state)])
    tell(recent, newest)
    newest.complete(NOON + recent_operations.KEPT + timedelta(seconds=1))
    tell(recent, newest)
    ids = [operation.aggregate_id for operation in (old, running, newest)]
    assert {state.id for state in recent.of(ids)} == {running.aggregate_id, newest.aggregate_id}
