"""Down-sampling: the figures of many times as those of fewer. Where nothing is known, there is no point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TelemetryPoint:
    """The figures known of the span of time that begins at `at`."""

    at: datetime
    figures: Mapping[str, FigureSummary]


def span_begin(moment: datetime, step: timedelta) -> datetime:
    """Return where the span begins that `moment` is in; spans are `step` long and lie on a grid since the epoch."""
    return EPOCH + (moment - EPOCH) // step * step


def points_of(series: TelemetrySeries, step: timedelta) -> list[TelemetryPoint]:
    """Sum up samples, one point for each span of `step` that has any, in order."""
    places = groupby(range(len(series.times)), lambda place: span_begin(series.times[place], step))
    return [TelemetryPoint(at, _figures_at(series, list(span))) for at, span in places]


def figures_of_series(series: TelemetrySeries) -> dict[str, FigureSummary]:
    """Sum up each figure over all samples; what is never known is left out."""
    return _figures_at(series, range(len(series.times))) if series.times else {}


def joined_points(points: Sequence[TelemetryPoint], step: timedelta) -> list[TelemetryPoint]:
    """Sum up points in order, one for each span of `step` that has any."""
    spans = groupby(points, lambda point: span_begin(point.at, step))
    return [TelemetryPoint(at, summaries_of(list(span))) for at, span in spans]


def summaries_of(points: Sequence[TelemetryPoint]) -> dict[str, FigureSummary]:
    """Sum up each figure over all of these points."""
    known = {name: [point.figures[name] for point in points if name in point.figures] for name in FIGURES}
    return {name: FigureSummary.joined(summaries) for name, summaries in known.items() if summaries}


def _figures_at(series: TelemetrySeries, places: Sequence[int]) -> dict[str, FigureSummary]:
    span = slice(places[0], places[-1] + 1)
    known = {name: [value for value in column[span] if value is not None] for name, column in series.columns.items()}
    return {name: FigureSummary.of(values) for name, values in known.items() if values}
