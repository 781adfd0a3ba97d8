"""The points of one query: samples of the instance's load, gathered by period."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from simulator.cloudwatch.metric_query import MetricQuery, MetricRequest
from simulator.cloudwatch.statistics import STATISTICS
from simulator.fleet.instance import Instance
from simulator.fleet.instance_load import gauge_of
from simulator.fleet.load import ACCUMULATING, SECONDS_PER_MINUTE

BASIC_SAMPLE_SECONDS: Final = 300
DETAILED_SAMPLE_SECONDS: Final = 60


class Point(NamedTuple):
    """One value and the second, since the epoch, at which its period begins."""

    second: int
    value: float | str
    """A text only where a fault spoils it."""


def series_of(instance: Instance, query: MetricQuery, request: MetricRequest, now_second: float) -> list[Point]:
    """Make the points in the order the request wants; a sample shows once its time is over."""
    statistic = STATISTICS[query.statistic]
    periods: dict[int, list[float]] = {}
    for second, value in _samples(instance, query.metric_name, request, now_second):
        begins = second - (second - request.start_second) % query.period_seconds
        periods.setdefault(begins, []).append(value)
    points = [Point(begins, statistic(values)) for begins, values in periods.items()]
    return points[::-1] if request.newest_first else points


def _samples(
    instance: Instance, metric_name: str, request: MetricRequest, now_second: float
) -> Iterator[tuple[int, float]]:
    gauge = gauge_of(instance, metric_name)
    if gauge is None:
        return
    step = DETAILED_SAMPLE_SECONDS if instance.has_detailed_monitoring else BASIC_SAMPLE_SECONDS
    weight = step // SECONDS_PER_MINUTE if metric_name in ACCUMULATING else 1
    first = -(-request.start_second // step) * step
    for begins, ends in instance.life.running_spans():
        span_first = max(first, -(-begins // step) * step)
        last = min(request.end_second, ends, int(now_second) - instance.samples_come_after_seconds - step + 1)
        for second in range(span_first, last, step):
            yield second, gauge(second) * weight
