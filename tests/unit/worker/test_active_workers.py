"""Who is refreshed is known in memory."""

from application.worker.active_workers import ActiveWorkers
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.cml_worker import CMLWorker
from domain.worker.worker_status import WorkerStatus
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import status_reading
from fakes.worker_steps import born, measure, stop


async def test_leaves_out_the_inactive(process: FakeProcess) -> None:
    """Terminated and removed workers are not refreshed; stopped ones are."""
    stopped, terminated, removed = born(1), born(2), born(3)
    await process.commit_async(stopped, terminated, removed)
    stop(stopped)
    terminated.record_ec2(status_reading(WorkerStatus.TERMINATED, None, NOON, 2), None)
    removed.remove(NOON)
    await process.commit_async(stopped, terminated, removed)
    [worker] = await process.get(ActiveWorkers).load_async()
    assert worker.state == stopped.state
    assert (worker.base_version, worker.pending_events) == (stopped.base_version, [])


async def test_fleet_in_memory_stays_as_it_is_when_a_worker_is_changed(process: FakeProcess) -> None:
    """What was not committed is nobody's news."""
    await process.commit_async(born(1))
    [worker] = await process.get(ActiveWorkers).load_async()
    before = process.view.worker(worker.aggregate_id)
    assert before is not None
    measure(worker, 50.0)
    assert (worker.state.telemetry.cpu_percent, before.telemetry.cpu_percent) == (50.0, None)
    assert process.view.worker(worker.aggregate_id) is before


async def test_change_of_somebody_else_is_kept_when_it_was_not_heard_of_yet(world: FakeWorld) -> None:
    """The commit finds out, and what was read is applied to the worker as it is by then."""

    def apply(again: CMLWorker) -> None:
        measure(again, 50.0)

    async with FakeProcess(world) as one, FakeProcess(world) as two:
        await one.commit_async(born(1))
        await until(lambda: two.view.position == one.view.position)
        [worker] = await two.get(ActiveWorkers).load_async()
        [same] = await one.get(ActiveWorkers).load_async()
        same.record_ec2_absence(NOON)
        await one.commit_async(same)
        overtaken_again = await two.workers.update_many_async([measure(worker, 50.0)], apply)
        [kept] = await two.workers.get_many_async([worker.aggregate_id])
    assert overtaken_again == []
    assert (list(kept.state.failing), kept.state.telemetry.cpu_percent) == ([MetricsSource.EC2], 50.0)
