"""WorkerSeries: the last hour of many workers, for lists."""

from collections.abc import Collection, Mapping
from datetime import timedelta

import orjson

from application.clock import Clock, rfc3339
from application.ports.telemetry_history import TelemetryHistory
from application.turns import in_turns
from domain.telemetry.down_sampling import TelemetryPoint, points_of
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES

LAST_HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORKERS_PER_TURN = 20
DECIMALS = 2


class WorkerSeries:
    """One read for all of them, however many; minutes with several samples show their mean."""

    def __init__(self, history: TelemetryHistory, clock: Clock) -> None:
        self._history = history
        self._clock = clock

    async def json_of_async(self, worker_ids: Collection[str]) -> Mapping[str, bytes]:
        """Return each worker's series in JSON (WorkerSeriesReply), an empty one where nothing is known."""
        until = self._clock.now()
        found = await self._history.read_series_async(worker_ids, until - LAST_HOUR, until)
        return {
            worker_id: _json_of(found.get(worker_id, TelemetrySeries()))
            async for worker_id in in_turns(worker_ids, WORKERS_PER_TURN)
        }


def _json_of(series: TelemetrySeries) -> bytes:
    points = points_of(series, MINUTE)
    figures = {name: [_average(point, name) for point in points] for name in FIGURES}
    return orjson.dumps({"times": [rfc3339(point.at) for point in points], "figures": figures})


def _average(point: TelemetryPoint, name: str) -> float | None:
    return round(point.figures[name].average, DECIMALS) if name in point.figures else None
