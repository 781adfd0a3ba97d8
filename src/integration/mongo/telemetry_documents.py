"""Samples as documents: one for each worker and hour, with a column per figure and its running summary."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne

from domain.telemetry.down_sampling import TelemetryPoint, span_begin
from domain.telemetry.figure_summary import FigureSummary
from domain.telemetry.telemetry_sample import TelemetrySample
from domain.telemetry.telemetry_series import TelemetrySeries
from domain.telemetry.worker_telemetry import FIGURES
from integration.mongo.mongo_database import Document

HOUR = timedelta(hours=1)


def addition_of(sample: TelemetrySample, kept_for: timedelta) -> UpdateOne:
    """Add a sample to its hour, unless the hour has one of that time: then the id is taken, and nothing changes."""
    hour = span_begin(sample.taken_at, HOUR)
    pushed: Document = {f"columns.{name}": sample.figures.get(name) for name in FIGURES}
    summed: Document = {}
    for name, value in sample.figures.items():
        summed |= {f"summaries.{name}.total": value, f"summaries.{name}.count": 1}
    return UpdateOne(
        {"_id": id_of(sample.worker_id, hour), "times": {"$ne": sample.taken_at}},
        {
            "$push": {"times": sample.taken_at, **pushed},
            "$min": {f"summaries.{name}.minimum": value for name, value in sample.figures.items()},
            "$max": {f"summaries.{name}.maximum": value for name, value in sample.figures.items()},
            "$inc": summed,
            "$setOnInsert": {"hour": hour, "expires_at": hour + HOUR + kept_for},
        },
        upsert=True,
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
    """Read what was summed up for one hour."""
    summaries = document.get("summaries", {})
    return TelemetryPoint(
        document["hour"], {name: FigureSummary(**summaries[name]) for name in FIGURES if name in summaries}
    )


def _rows(document: Document) -> Iterator[tuple[Any, ...]]:
    times = document["times"]
    return zip(times, *(_column(document, name, len(times)) for name in FIGURES), strict=True)


def _column(document: Document, name: str, length: int) -> list[float | None]:
    """Fill up in front: a figure that is new since an upgrade has no values from before it."""
    values: list[float | None] = document["columns"].get(name, [])
    return [None] * (length - len(values)) + values
