"""The port to the history of figures: what charts are made of."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.telemetry.down_sampling import TelemetryPoint
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.telemetry_series import TelemetrySeries


class TelemetryHistory(Protocol):
    """Samples of every worker, kept for a set time. Errors of the database come as SourceUnavailableError."""

    async def add_async(self, samples: Sequence[TelemetrySample]) -> None:
        """Keep these. One whose worker has a sample of that time already changes nothing, whoever brought it."""

    async def read_series_async(
        self, worker_ids: Collection[str], since: datetime, until: datetime
    ) -> Mapping[str, TelemetrySeries]:
        """Return the samples of these hours, both ends included, in one read; who has none is left out."""

    async def read_hours_async(self, worker_id: str, since: datetime, until: datetime) -> list[TelemetryPoint]:
        """Return what was summed up for each hour that lies in this time or reaches into it, in order."""
