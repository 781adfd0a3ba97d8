"""The history of figures, in a dictionary."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from domain.errors import SourceUnavailableError
from domain.telemetry.down_sampling import TelemetryPoint, points_of, span_begin
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES

HOUR = timedelta(hours=1)


class InMemoryTelemetryHistory:
    """Every call takes a turn of the loop; `down` makes it fail. `writes` and `reads` count the calls."""

    def __init__(self) -> None:
        self.samples: dict[str, dict[datetime, TelemetrySample]] = {}
        self.down = False
        self.writes = 0
        self.reads = 0

    async def add_async(self, samples: Sequence[TelemetrySample]) -> None:
        """Keep what is new."""
        self.writes += 1
        await self._turn()
        for sample in samples:
            self.samples.setdefault(sample.worker_id, {}).setdefault(sample.taken_at, sample)

    async def read_series_async(
        self, worker_ids: Collection[str], since: datetime, until: datetime
    ) -> Mapping[str, TelemetrySeries]:
        """Put the samples into columns."""
        self.reads += 1
        await self._turn()
        series = {worker_id: self._series(worker_id, since, until) for worker_id in worker_ids}
        return {worker_id: known for worker_id, known in series.items() if known.times}

    async def read_hours_async(self, worker_id: str, since: datetime, until: datetime) -> list[TelemetryPoint]:
        """Sum up every hour that reaches into this time."""
        self.reads += 1
        await self._turn()
        last = span_begin(until, HOUR) + HOUR - timedelta.resolution
        return points_of(self._series(worker_id, span_begin(since, HOUR), last), HOUR)

    def _series(self, worker_id: str, since: datetime, until: datetime) -> TelemetrySeries:
        kept = self.samples.get(worker_id, {})
        times = sorted(time for time in kept if since <= time <= until)
        return TelemetrySeries(times, {name: [kept[time].figures.get(name) for time in times] for name in FIGURES})

    async def _turn(self) -> None:
        await asyncio.sleep(0)
        if self.down:
            raise SourceUnavailableError("the database does not answer", code="database_unavailable")
