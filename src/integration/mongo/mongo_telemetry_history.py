"""The history of figures in MongoDB: a document per worker and hour, found by its id alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import BulkWriteError

from application.pieces import pieces_of
from application.settings import Settings
from application.turns import in_turns
from domain.telemetry.down_sampling import TelemetryPoint
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.telemetry_series import TelemetrySeries
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors, found_by_id
from integration.mongo.mongo_projection import raise_unless_overtaken
from integration.mongo.telemetry_documents import (
    HOUR,
    SAMPLES,
    addition_of,
    by_hour,
    ids_of,
    point_from,
    series_from,
    summed_up,
    summing_up_of,
    worker_id_of,
)

SAMPLES_PER_WRITE = 2_000
"""Two of each worker, where it has a controller."""
ADDITIONS_PER_TURN = 250
WORKERS_PER_TURN = 50
SUMMARIES = {"hour": 1, "summaries": 1}
HOURS_PER_TURN = 24


class MongoTelemetryHistory:
    """Every read names the documents it wants: SecantusDB looks at all of them for a range of ids, not for a list."""

    def __init__(self, database: MongoDatabase, settings: Settings) -> None:
        self._database = database
        self._kept_for = timedelta(days=settings.telemetry_history_days)

    @property
    def _hours(self) -> AsyncIOMotorCollection[Document]:
        return self._database.documents["telemetry"]

    async def add_async(self, samples: Sequence[TelemetrySample]) -> None:
        """Write two thousand at a time: each write has a deadline of its own, and holds up the event loop less."""
        for piece in pieces_of(samples, SAMPLES_PER_WRITE):
            with database_errors():
                overtaken = await self._add(by_hour(piece))
                if overtaken:
                    await self._add([[sample] for hour in overtaken for sample in hour])

    async def _add(self, hours: Sequence[Sequence[TelemetrySample]]) -> list[Sequence[TelemetrySample]]:
        """Add what belongs to one document at once, and return that whose id was taken.

        It is because the hour has one of these samples, or because another process began the hour at the same moment:
        then it has only theirs. A second try, of each sample alone, finds the hour there, and adds what it lacks.
        """
        additions = [addition_of(hour, self._kept_for) async for hour in in_turns(hours, ADDITIONS_PER_TURN)]
        try:
            await self._hours.bulk_write(additions, ordered=False)
        except BulkWriteError as error:
            raise_unless_overtaken(error)
            return [hours[item["index"]] for item in (error.details or {})["writeErrors"]]
        return []

    async def read_series_async(
        self, worker_ids: Collection[str], since: datetime, until: datetime
    ) -> Mapping[str, TelemetrySeries]:
        """Read rows."""
        wanted = [hour_id for worker_id in worker_ids for hour_id in ids_of(worker_id, since, until)]
        by_worker: dict[str, list[Document]] = {}
        for document in await self._find(wanted, SAMPLES):
            by_worker.setdefault(worker_id_of(document), []).append(document)
        series = {}
        async for worker_id, documents in in_turns(by_worker.items(), WORKERS_PER_TURN):
            series[worker_id] = series_from(documents, since, until)
        return {worker_id: known for worker_id, known in series.items() if known.times}

    async def read_hours_async(self, worker_id: str, since: datetime, until: datetime) -> list[TelemetryPoint]:
        """Read summaries, and rows of the hours alone that nobody has summed up yet."""
        found = await self._find(ids_of(worker_id, since, until), SUMMARIES)
        known = [point_from(document) for document in found if "summaries" in document]
        unknown = [document["_id"] for document in found if "summaries" not in document]
        return sorted(known + await self._sum_up(unknown, until), key=lambda hour: hour.at)

    async def _sum_up(self, hour_ids: Sequence[str], until: datetime) -> list[TelemetryPoint]:
        """Sum up these hours, and keep what came of those that are over `until` then."""
        points, kept = [], []
        async for document in in_turns(await self._find(hour_ids, SAMPLES), HOURS_PER_TURN):
            points.append(point := summed_up(document))
            if point.at + HOUR <= until:
                kept.append(summing_up_of(document, point))
        if kept:
            with database_errors():
                await self._hours.bulk_write(kept, ordered=False)
        return points

    async def _find(self, ids: Sequence[str], fields: Mapping[str, Any]) -> list[Document]:
        return [document async for reply in found_by_id(self._hours, ids, fields) for document in reply]
