"""What is told of the log's health, of commits and of traces."""

import pytest

from application.events.dispatcher import Dispatcher
from application.events.event_log_health import EventLogHealth
from application.trace_context import current_traceparent
from domain.errors import SourceUnavailableError
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born, measure


async def test_log_is_well_when_it_is_followed_and_told(world: FakeWorld) -> None:
    """With where it stands, and how much is still to be told here."""
    async with FakeProcess(world) as process:
        await process.commit_async(born(1))
        health = await process.get(EventLogHealth).health_async()
    assert (health.fault, health.figures) == ("", {"head_sequence": world.log.entries[-1].last, "lag_events": 0})


async def test_log_is_not_well_when_the_dispatcher_has_died(world: FakeWorld) -> None:
    """Nothing would be told any more."""
    async with FakeProcess(world) as process:
        dispatcher = process.get(Dispatcher)
        assert dispatcher.task is not None
        dispatcher.task.cancel()
        await until(dispatcher.task.done)
        assert (await process.get(EventLogHealth).health_async()).fault == "the Dispatcher does not run"


async def test_commits_are_measured_when_they_are_answered(world: FakeWorld) -> None:
    """By outcome, with the events they brought and the aggregates that somebody else had changed."""
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        worker = born(1)
        await one.commit_async(worker)
        (same,) = await other.workers.get_many_async([worker.aggregate_id])
        await one.commit_async(measure(worker, 50.0))
        assert await other.commit_async(measure(same, 60.0)) == [same]
        world.log.down = True
        with pytest.raises(SourceUnavailableError):
            await one.commit_async(measure(worker, 70.0))
        world.log.down = False
    assert one.telemetry.value("cml_fleet.commit.duration", outcome="saved") == 2
    assert one.telemetry.value("cml_fleet.commit.duration", outcome="failed") == 1
    assert one.telemetry.value("cml_fleet.commit.events", outcome="saved") == 2
    assert other.telemetry.value("cml_fleet.commit.stale_aggregates") == 1
    assert one.telemetry.value("cml_fleet.commit.stale_aggregates") == 0


async def test_event_carries_the_trace_when_it_is_committed_in_a_span(world: FakeWorld) -> None:
    """Whoever hears of it can ask for the request or the job behind it; outside of a span it carries none."""
    async with FakeProcess(world) as process:
        worker = born(1)
        await process.commit_async(worker)
        with process.telemetry.tracer.start_as_current_span("a job"):
            within = current_traceparent()
            await process.commit_async(measure(worker, 50.0))
        first, second = (event.cloud_event.get("traceparent") for event in process.heard)
    assert (first, second) == (None, within)
