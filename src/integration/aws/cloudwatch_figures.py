"""Figures, made of the points of metrics."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from domain.telemetry.cloudwatch_reading import CloudWatchReading
from integration.aws.aws_configuration import BASIC_MONITORING_SECONDS
from integration.aws.cloudwatch_queries import CPU, EC2Metric, MetricQuery
from integration.aws.cloudwatch_replies import Point, Series
from integration.aws.cloudwatch_window import CloudWatchWindow

FULL_CPU_PERCENT = 100.0
CPU_TOLERANCE_PERCENT = 0.5
"""Averages exceed 100 by rounding; anything further off is no CPU utilization."""

Figures = dict[str, dict[str, Point]]
"""By instance id and by field of CloudWatchReading."""


def figures_of(queries: Iterable[MetricQuery], series: Series, window: CloudWatchWindow) -> Figures:
    """Take the newest sound point of each metric; of an instance without any there is nothing."""
    figures: Figures = {}
    for query in queries:
        figure = figure_of(query.metric, series.get(query.query_id, ()), window)
        if figure is not None:
            figures.setdefault(query.instance_id, {})[query.metric.figure] = figure
    return figures


def reading_of(instance_id: str, figures: Mapping[str, Point]) -> CloudWatchReading:
    """Make a reading of at least one figure."""
    values = {name: point.value for name, point in figures.items()}
    return CloudWatchReading(
        instance_id=instance_id,
        cpu_percent=values.get("cpu_percent"),
        network_in_bytes_per_second=values.get("network_in_bytes_per_second"),
        network_out_bytes_per_second=values.get("network_out_bytes_per_second"),
        taken_at=max(point.begin for point in figures.values()),
    )


def figure_of(metric: EC2Metric, points: Sequence[Point], window: CloudWatchWindow) -> Point | None:
    """Take the newest sound point of a period that is over; a sum becomes bytes per second."""
    sound = sorted({point for point in points if window.holds(point.begin) and _is_sound(metric, point.value)})
    if not sound:
        return None
    begin, value = sound[-1]
    if not metric.is_rate:
        return Point(begin, min(value, FULL_CPU_PERCENT))
    seconds = _seconds_per_point(sound, window.period_seconds)
    return None if seconds is None else Point(begin, value / seconds)


def _is_sound(metric: EC2Metric, value: float) -> bool:
    most = FULL_CPU_PERCENT + CPU_TOLERANCE_PERCENT if metric is CPU else math.inf
    return math.isfinite(value) and 0 <= value <= most


def _seconds_per_point(points: Sequence[Point], period_seconds: int) -> int | None:
    """Tell how many seconds a sum covers; None where a single point leaves that open.

    With basic monitoring an instance has a data point every 300 s that covers 300 s, also when periods of
    60 s are asked for: the reply does not tell it from a data point of 60 s, but for the gaps between points.
    """
    if period_seconds >= BASIC_MONITORING_SECONDS:
        return period_seconds
    gaps = [(later.begin - earlier.begin).total_seconds() for earlier, later in pairwise(points)]
    gaps = [gap for gap in gaps if gap > 0]
    if not gaps:
        return None
    return period_seconds if min(gaps) < BASIC_MONITORING_SECONDS else BASIC_MONITORING_SECONDS
