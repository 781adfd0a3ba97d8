"""GetWorkerTelemetryQuery: the history of one worker's figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler

from application.clock import Clock
from application.ports.telemetry_history import TelemetryHistory
from application.telemetry.history_range import LONGEST_OF_SAMPLES, Resolution, read_range, read_resolution
from application.telemetry.telemetry_history_dto import TelemetryHistoryDto, figures_of
from application.worker.fleet_view import FleetView
from domain.access.principal import Role
from domain.errors import NotFoundError
from domain.telemetry.down_sampling import TelemetryPoint, joined_points, points_of
from domain.telemetry.telemetry_series import TelemetrySeries

MOST_POINTS = 850
"""35 days of hours fit, and the hour that has only begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetWorkerTelemetryQuery(Query[OperationResult[bytes]]):
    """The last `range` of a worker, such as `6h`, in points of `resolution`; empty = as fine as it is kept."""

    required_role: ClassVar[Role] = Role.VIEWER

    worker_id: str
    range: str = "1h"
    resolution: str = ""


class GetWorkerTelemetryQueryHandler(QueryHandler[GetWorkerTelemetryQuery, OperationResult[bytes]]):
    """Answers in JSON (TelemetryHistoryDto), with at most `MOST_POINTS` for each figure."""

    def __init__(self, view: FleetView, history: TelemetryHistory, clock: Clock) -> None:
        self._view = view
        self._history = history
        self._clock = clock

    async def handle_async(self, request: GetWorkerTelemetryQuery) -> OperationResult[bytes]:
        """Return the history; InvalidRequestError for a range or resolution that is none, NotFoundError."""
        duration = read_range(request.range)
        resolution = read_resolution(request.resolution, duration)
        if self._view.worker(request.worker_id) is None:
            raise NotFoundError("the fleet has no worker with this id")
        end = self._clock.now()
        start = end - duration
        if duration <= LONGEST_OF_SAMPLES:
            resolution, points = await self._of_samples_async(request.worker_id, start, end, resolution)
        else:
            hours = await self._history.read_hours_async(request.worker_id, start, end)
            points = joined_points(hours, resolution.step)
        history = TelemetryHistoryDto(
            worker_id=request.worker_id, start=start, end=end, resolution=resolution, figures=figures_of(points)
        )
        return self.ok(history.model_dump_json().encode())

    async def _of_samples_async(
        self, worker_id: str, start: datetime, end: datetime, resolution: Resolution
    ) -> tuple[Resolution, list[TelemetryPoint]]:
        """Take five minutes a point where single samples are too many."""
        found = await self._history.read_series_async([worker_id], start, end)
        series = found.get(worker_id, TelemetrySeries())
        if resolution is Resolution.RAW and len(series.times) > MOST_POINTS:
            resolution = Resolution.FIVE_MINUTES
        return resolution, points_of(series, resolution.step)
