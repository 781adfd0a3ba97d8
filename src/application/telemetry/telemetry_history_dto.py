"""A worker's history as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from application.telemetry.history_range import Resolution
from domain.telemetry.down_sampling import TelemetryPoint, summaries_of
from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.worker_telemetry import FIGURES

POINT = {"at": "2026-11-20T12:00:00Z", "min": 11.5, "avg": 14.25, "max": 17.0}
EXAMPLE: dict[str, Any] = {
    "worker_id": "0a5f4a6e-52f0-5d0c-9a4b-0c1f5f3a7e11",
    "start": "2026-11-20T12:03:30Z",
    "end": "2026-11-21T12:03:30Z",
    "resolution": "1h",
    "figures": {"cpu_percent": {"min": 11.5, "avg": 14.25, "max": 17.0, "points": [POINT]}},
}


class FigurePointDto(BaseModel):
    """A figure over the span of time that begins at `at`; of a single sample all three are its value."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    min: float
    avg: float
    max: float


class FigureHistoryDto(BaseModel):
    """A figure over the whole time; null and no points where nothing is known. Where nothing was read is no point."""

    model_config = ConfigDict(frozen=True)

    min: float | None
    avg: float | None
    max: float | None
    points: Sequence[FigurePointDto]


class TelemetryHistoryDto(BaseModel):
    """The figures of one worker from `start` to `end`. Each point stands for `resolution`, raw = for one sample.

    The unit of a figure is in its name. Points lie on a grid: the first may begin before `start`.
    """

    model_config = ConfigDict(frozen=True, json_schema_extra={"example": EXAMPLE})

    worker_id: str
    start: datetime
    end: datetime
    resolution: Resolution
    figures: Mapping[str, FigureHistoryDto]


def figures_of(points: Sequence[TelemetryPoint]) -> dict[str, FigureHistoryDto]:
    """Show each figure for itself."""
    whole = summaries_of(points)
    return {name: _history(whole.get(name), name, points) for name in FIGURES}


def _history(whole: FigureSummary | None, name: str, points: Sequence[TelemetryPoint]) -> FigureHistoryDto:
    if whole is None:
        return FigureHistoryDto(min=None, avg=None, max=None, points=())
    shown = [_point(point.at, point.figures[name]) for point in points if name in point.figures]
    return FigureHistoryDto(min=whole.minimum, avg=whole.average, max=whole.maximum, points=shown)


def _point(at: datetime, summary: FigureSummary) -> FigurePointDto:
    return FigurePointDto(at=at, min=summary.minimum, avg=summary.average, max=summary.maximum)
