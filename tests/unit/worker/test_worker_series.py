"""The last hour beside each worker of a list."""

from datetime import timedelta
from typing import Any

import orjson

from application.worker.list_workers_query import ListWorkersQuery
from application.worker.worker_criteria import WorkerCriteria
from application.worker.worker_series import WORKERS_PER_TURN
from domain.telemetry.worker_telemetry import FIGURES, OF_CLOUDWATCH
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born
from support.samples import sample

CPU, NET_IN, _ = OF_CLOUDWATCH
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
EMPTY = {"times": [], "figures": {name: [] for name in FIGURES}}


async def listed(process: FakeProcess, *, with_series: bool = True) -> list[dict[str, Any]]:
    """List everybody."""
    asked = ListWorkersQuery(criteria=WorkerCriteria(), with_series=with_series, limit=500)
    return [orjson.loads(item) for item in (await process.send_async(asked)).data.items]


async def test_series_stand_beside_each_when_asked_for(world: FakeWorld, process: FakeProcess) -> None:
    """The last hour by minutes, null where a figure is not known, empty where nothing is; one read for the page."""
    first, second = born(1), born(2)
    await process.commit_async(first, second)
    await world.history.add_async(
        [
            sample(NOON - timedelta(minutes=61), 99.0, first.aggregate_id),
            sample(NOON - 5 * MINUTE, 10.0, first.aggregate_id, more={NET_IN: 1 / 3}),
            sample(NOON - 5 * MINUTE + 10 * SECOND, 20.0, first.aggregate_id),
            sample(NOON, 30.0, first.aggregate_id),
        ]
    )
    known, unknown = await listed(process)
    assert known["name"] == "worker-1"
    assert known["series"] == {
        "times": ["2026-06-01T11:55:00.000Z", "2026-06-01T12:00:00.000Z"],
        "figures": {**{name: [None, None] for name in FIGURES}, CPU: [15.0, 30.0], NET_IN: [0.33, None]},
    }
    assert unknown["series"] == EMPTY
    assert world.history.reads == 1


async def test_list_reads_no_history_when_not_asked_to(world: FakeWorld, process: FakeProcess) -> None:
    """A list costs no read of the database."""
    await process.commit_async(born(1))
    world.history.down = True
    [worker] = await listed(process, with_series=False)
    assert "series" not in worker
    assert world.history.reads == 0


async def test_one_read_serves_the_page_when_it_is_long(world: FakeWorld, process: FakeProcess) -> None:
    """However many workers a page has."""
    workers = [born(number) for number in range(1, 2 * WORKERS_PER_TURN + 2)]
    await process.commit_async(*workers)
    assert [worker["series"] for worker in await listed(process)] == [EMPTY] * len(workers)
    assert world.history.reads == 1
