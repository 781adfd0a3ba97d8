from datetime import timedelta

import pytest

from application.ports.telemetry_history import TelemetryHistory
from domain.telemetry.down_sampling import TelemetryPoint
from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.worker_telemetry import FIGURES, OF_CLOUDWATCH
from fakes.fake_clock import NOON
from fakes.fake_process import settings_with
from fakes.in_memory_telemetry_history import InMemoryTelemetryHistory
from integration.mongo.mongo_database import MongoDatabase
from integration.mongo.mongo_telemetry_history import MongoTelemetryHistory
from support.samples import sample

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CPU, NET_IN, NET_OUT = OF_CLOUDWATCH


@pytest.fixture(params=["in_memory", "mongo"])
def history(request: pytest.FixtureRequest) -> TelemetryHistory:
    """Each kind of history there is."""
    if request.param == "in_memory":
        return InMemoryTelemetryHistory()
    database: MongoDatabase = request.getfixturevalue("mongo")
    return MongoTelemetryHistory(database, settings_with())


class TestTelemetryHistory:
    """What the fake does, the real one does."""

    async def test_gives_columns_back_when_samples_were_added(self, history: TelemetryHistory) -> None:
        """In order, of each worker its own, over the ends of hours; None where a figure was not known."""
        await history.add_async([sample(NOON - MINUTE, 1.5), sample(NOON, 9.0, "w-2")])
        await history.add_async([sample(NOON, more={NET_IN: 100.0})])
        await history.add_async([sample(NOON + MINUTE, 2.5, more={NET_IN: 0.0})])
        found = await history.read_series_async(["w-1", "w-2", "nobody"], NOON - HOUR, NOON + MINUTE)
        assert found.keys() == {"w-1", "w-2"}
        assert list(found["w-1"].times) == [NOON - MINUTE, NOON, NOON + MINUTE]
        columns = {name: list(column) for name, column in found["w-1"].columns.items()}
        unknown = {name: [None, None, None] for name in FIGURES}
        assert columns == {**unknown, CPU: [1.5, None, 2.5], NET_IN: [None, 100.0, 0.0]}
        assert list(found["w-2"].columns[CPU]) == [9.0]

    async def test_changes_nothing_when_a_sample_of_that_time_is_there(self, history: TelemetryHistory) -> None:
        """The first one stays, in columns and summaries, and the new ones beside it are added."""
        await history.add_async([sample(NOON, 1.0)])
        await history.add_async([sample(NOON, 50.0), sample(NOON, 9.0, "w-2")])
        found = await history.read_series_async(["w-1", "w-2"], NOON, NOON)
        assert [list(series.columns[CPU]) for _, series in sorted(found.items())] == [[1.0], [9.0]]
        [hour] = await history.read_hours_async("w-1", NOON, NOON)
        assert hour.figures == {CPU: FigureSummary(1.0, 1.0, 1.0, 1)}

    async def test_adds_the_new_ones_when_one_of_several_is_there(self, history: TelemetryHistory) -> None:
        """Brought together, each counts for itself; of two of one time the first."""
        await history.add_async([sample(NOON, 1.0)])
        several = ((NOON, 50.0), (NOON + MINUTE, 2.0), (NOON + MINUTE, 60.0), (NOON + HOUR, 3.0))
        await history.add_async([sample(at, value) for at, value in several])
        series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
        assert list(series.columns[CPU]) == [1.0, 2.0, 3.0]
        assert list(series.times) == [NOON, NOON + MINUTE, NOON + HOUR]

    async def test_stays_in_order_when_samples_come_late(self, history: TelemetryHistory) -> None:
        """Another process may bring an older sample after a newer one."""
        for minute in (5, 0, 10):
            await history.add_async([sample(NOON + minute * MINUTE, float(minute))])
        series = (await history.read_series_async(["w-1"], NOON, NOON + HOUR))["w-1"]
        assert list(series.columns[CPU]) == [0.0, 5.0, 10.0]
        assert list(series.times) == [NOON, NOON + 5 * MINUTE, NOON + 10 * MINUTE]

    async def test_leaves_out_what_lies_outside_when_read(self, history: TelemetryHistory) -> None:
        """Both ends belong to the time asked for, and nothing beyond them."""
        await history.add_async([sample(NOON + minute * MINUTE, 1.0) for minute in (0, 1, 2, 3)])
        series = (await history.read_series_async(["w-1"], NOON + MINUTE, NOON + 2 * MINUTE))["w-1"]
        assert list(series.times) == [NOON + MINUTE, NOON + 2 * MINUTE]
        assert await history.read_series_async(["w-1"], NOON + 4 * MINUTE, NOON + 5 * MINUTE) == {}
        assert await history.read_series_async([], NOON, NOON + HOUR) == {}

    async def test_sums_up_each_hour_when_it_is_read(self, history: TelemetryHistory) -> None:
        """Smallest, largest, sum and number of each figure, for hours that reach into the time; gaps stay gaps."""
        await history.add_async([sample(NOON - MINUTE, -1.5), sample(NOON, 2.0, more={NET_IN: 7.0})])
        await history.add_async([sample(NOON + MINUTE, 4.0)])
        await history.add_async([sample(NOON + 3 * HOUR, 8.0)])
        hours = await history.read_hours_async("w-1", NOON - MINUTE, NOON + 3 * HOUR)
        assert hours == [
            TelemetryPoint(NOON - HOUR, {CPU: FigureSummary(-1.5, -1.5, -1.5, 1)}),
            TelemetryPoint(NOON, {CPU: FigureSummary(2.0, 4.0, 6.0, 2), NET_IN: FigureSummary(7.0, 7.0, 7.0, 1)}),
            TelemetryPoint(NOON + 3 * HOUR, {CPU: FigureSummary(8.0, 8.0, 8.0, 1)}),
        ]
        assert await history.read_hours_async("w-1", NOON + 30 * MINUTE, NOON + HOUR) == hours[1:2]
        assert await history.read_hours_async("nobody", NOON, NOON + HOUR) == []
