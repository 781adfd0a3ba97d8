"""Samples as documents: one for each worker and hour, with a row per sample."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pymongo import UpdateOne

from application.ports.archive_source import HourKey, HourOfSamples
from domain.telemetry.down_sampling import TelemetryPoint, figures_of_series, span_begin
from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES
from integration.mongo.mongo_database import Document

HOUR = timedelta(hours=1)
SAMPLES = {"hour": 1, "figures": 1, "times": 1, "rows": 1}


def by_hour(samples: Iterable[TelemetrySample]) -> list[Sequence[TelemetrySample]]:
    """Put those together that one document takes. Of two of one worker and time the first counts."""
    hours: dict[str, dict[datetime, TelemetrySample]] = {}
    for sample in samples:
        hour = hours.setdefault(id_of(sample.worker_id, span_begin(sample.taken_at, HOUR)), {})
        hour.setdefault(sample.taken_at, sample)
    return [list(hour.values()) for hour in hours.values()]


def addition_of(samples: Sequence[TelemetrySample], kept_for: timedelta) -> UpdateOne:
    """Add samples to their hour, unless it has one of these times: then the id is taken, and nothing changes.

    What the hour was summed up to counts no more. Three operators, not one for each figure: SecantusDB takes three
    times as long for those.
    """
    times = [sample.taken_at for sample in samples]
    rows = [[sample.figures.get(name) for name in FIGURES] for sample in samples]
    hour = span_begin(times[0], HOUR)
    return UpdateOne(
        {"_id": id_of(samples[0].worker_id, hour), "times": {"$nin": times}},
        {
            "$push": {"times": {"$each": times}, "rows": {"$each": rows}},
            "$unset": {"summaries": ""},
            "$setOnInsert": {"hour": hour, "figures": FIGURES, "expires_at": hour + HOUR + kept_for},
        },
        upsert=True,
    )


def summing_up_of(document: Document, point: TelemetryPoint) -> UpdateOne:
    """Keep what an hour was summed up to, unless a sample came meanwhile."""
    summaries = {name: asdict(summary) for name, summary in point.figures.items()}
    return UpdateOne(
        {"_id": document["_id"], "times": {"$size": len(document["times"])}}, {"$set": {"summaries": summaries}}
    )


def ids_of(worker_id: str, since: datetime, until: datetime) -> list[str]:
    """Name the document of each hour that lies in this time or reaches into it."""
    first = span_begin(since, HOUR)
    return [id_of(worker_id, first + number * HOUR) for number in range((until - first) // HOUR + 1)]


def id_of(worker_id: str, hour: datetime) -> str:
    """Name the document of a worker and hour; the names of one worker sort by time."""
    return f"{worker_id}/{hour:%Y-%m-%dT%H}"


def worker_id_of(document: Document) -> str:
    """Tell whose document it is."""
    worker_id, _ = document["_id"].split("/", 1)
    return str(worker_id)


def series_from(documents: Iterable[Document], since: datetime, until: datetime) -> TelemetrySeries:
    """Read the samples of one worker from its documents, in any order; two processes may have added them in any."""
    rows = sorted(
        (row for document in documents for row in _rows(document) if since <= row[0] <= until), key=lambda row: row[0]
    )
    times, *columns = zip(*rows, strict=True) if rows else ((), *((),) * len(FIGURES))
    return TelemetrySeries(times, dict(zip(FIGURES, columns, strict=True)))


def point_from(document: Document) -> TelemetryPoint:
    """Read what an hour was summed up to."""
    summaries = document["summaries"]
    return TelemetryPoint(
        document["hour"], {name: FigureSummary(**summaries[name]) for name in FIGURES if name in summaries}
    )


def summed_up(document: Document) -> TelemetryPoint:
    """Sum up the samples of an hour."""
    hour = document["hour"]
    return TelemetryPoint(hour, figures_of_series(series_from([document], hour, hour + HOUR)))


def hour_of_samples(document: Document) -> HourOfSamples:
    """Read an hour as it is kept, its samples in order: two processes may have added them in any."""
    times, rows = document["times"], document.get("rows", [])
    as_kept = len(times) == len(rows) and tuple(document.get("figures", FIGURES)) == FIGURES
    if not as_kept or any(later < earlier for earlier, later in pairwise(times)):
        known = sorted(_rows(document), key=lambda row: row[0])
        times, rows = [row[0] for row in known], [row[1:] for row in known]
    return HourOfSamples(HourKey(worker_id_of(document), document["hour"]), times, rows)


def _rows(document: Document) -> Iterable[tuple[Any, ...]]:
    """The samples. Version 0.1 kept columns: an hour that it began has rows for what came since the upgrade alone."""
    rows, places = document.get("rows", []), _places(document.get("figures", FIGURES))
    for time, values in zip(document["times"][-len(rows) :], rows, strict=bool(rows)):
        yield (time, *(None if place is None else values[place] for place in places))


def _places(names: Sequence[str]) -> Sequence[int | None]:
    """Where FIGURES stand in the rows of an hour: one that was begun before an upgrade knows fewer of them."""
    known: Mapping[str, int] = {name: place for place, name in enumerate(names)}
    return [known.get(name) for name in FIGURES]
