"""Fewer points that tell the same."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.telemetry.down_sampling import (
    TelemetryPoint,
    figures_of_series,
    joined_points,
    points_of,
    span_begin,
    summaries_of,
)
from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES
from fakes.fake_clock import NOON

CPU = FIGURES[0]
UNKNOWN = (None,) * (len(FIGURES) - 1)
MIDNIGHT = NOON.replace(hour=0)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEPS = (timedelta.resolution, MINUTE, 5 * MINUTE, HOUR, DAY)

values = st.none() | st.floats(0, 1e9)
rows = st.dictionaries(st.integers(0, 100_000), st.tuples(*(values for _ in FIGURES)), max_size=60)
steps = st.sampled_from(STEPS)


def series_of(samples: dict[int, tuple[float | None, ...]]) -> TelemetrySeries:
    """Samples by the second after noon."""
    seconds = sorted(samples)
    columns = {name: [samples[second][place] for second in seconds] for place, name in enumerate(FIGURES)}
    return TelemetrySeries([NOON + timedelta(seconds=second) for second in seconds], columns)


series = rows.map(series_of)


def known(one: TelemetrySeries, name: str) -> list[float]:
    """The values there are of a figure."""
    return [value for value in one.columns[name] if value is not None]


@given(series, steps)
def test_nothing_is_lost_or_made_up_when_samples_are_summed_up(one: TelemetrySeries, step: timedelta) -> None:
    """Over all points together: as many values, the same smallest, largest and sum."""
    whole = summaries_of(points_of(one, step))
    assert whole.keys() == {name for name in FIGURES if known(one, name)}
    for name, summary in whole.items():
        values = known(one, name)
        assert (summary.count, summary.minimum, summary.maximum) == (len(values), min(values), max(values))
        assert summary.total == pytest.approx(sum(values))


@given(series, steps)
def test_average_lies_between_smallest_and_largest(one: TelemetrySeries, step: timedelta) -> None:
    """Also where the sum of floats is not exact."""
    for point in points_of(one, step):
        for summary in point.figures.values():
            assert summary.minimum <= summary.average <= summary.maximum


@given(series, steps)
def test_points_are_in_order_on_the_grid_when_summed_up(one: TelemetrySeries, step: timedelta) -> None:
    """One for each span that has samples, and none for a gap."""
    begins = [point.at for point in points_of(one, step)]
    assert begins == sorted({span_begin(time, step) for time in one.times})
    assert all((begin - MIDNIGHT) % step == timedelta(0) for begin in begins)
    assert all(span_begin(time, step) <= time < span_begin(time, step) + step for time in one.times)


@given(series, st.sampled_from([(fine, coarse) for fine in STEPS for coarse in STEPS if fine <= coarse]))
def test_a_way_over_finer_points_comes_to_the_same(one: TelemetrySeries, pair: tuple[timedelta, timedelta]) -> None:
    """Days summed up from hours are those summed up from samples."""
    fine, coarse = pair
    direct, over = points_of(one, coarse), joined_points(points_of(one, fine), coarse)
    assert [point.at for point in over] == [point.at for point in direct]
    for one_way, other in zip(direct, over, strict=True):
        assert one_way.figures.keys() == other.figures.keys()
        for name, summary in one_way.figures.items():
            joined = other.figures[name]
            assert (joined.minimum, joined.maximum, joined.count) == (summary.minimum, summary.maximum, summary.count)
            assert joined.total == pytest.approx(summary.total)


def test_figures_are_left_out_where_they_are_not_known() -> None:
    """A point holds what somebody read, a gap is no zero."""
    one = series_of({0: (1.0, *UNKNOWN), 60: (None, *UNKNOWN), 120: (3.0, 5.0, *UNKNOWN[1:])})
    assert points_of(one, MINUTE) == [
        TelemetryPoint(NOON, {CPU: FigureSummary(1.0, 1.0, 1.0, 1)}),
        TelemetryPoint(NOON + MINUTE, {}),
        TelemetryPoint(
            NOON + 2 * MINUTE, {CPU: FigureSummary(3.0, 3.0, 3.0, 1), FIGURES[1]: FigureSummary(5.0, 5.0, 5.0, 1)}
        ),
    ]
    assert points_of(TelemetrySeries(), HOUR) == joined_points([], DAY) == []


def test_average_stays_inside_when_floats_round() -> None:
    """Three times 0.1 is more than 0.3."""
    assert FigureSummary.of([0.1, 0.1, 0.1]).average == 0.1


@given(series)
def test_whole_series_is_summed_up_as_its_points_are(one: TelemetrySeries) -> None:
    """Of nothing known, nothing is told."""
    figures = figures_of_series(one)
    assert figures.keys() == {name for name in FIGURES if known(one, name)}
    for name, summary in figures.items():
        assert summary == FigureSummary.of(known(one, name))
