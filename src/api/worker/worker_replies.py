"""What a client is told about workers, for the OpenAPI document; the bytes come ready from the application."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel

from application.worker.worker_dto import WorkerReply
from domain.telemetry.metrics_source import MetricsSource


class WorkerSeriesReply(BaseModel):
    """The figures of a worker's last hour: for each of `times` one value of each figure, null where it is not known."""

    times: Sequence[datetime]
    figures: Mapping[str, Sequence[float | None]]


class ListedWorkerReply(WorkerReply):
    """A worker; `series` only where it was asked for."""

    series: WorkerSeriesReply | None = None


class WorkerPageReply(BaseModel):
    """A page of workers; `fleet_sequence` is the log position it is true for."""

    items: Sequence[ListedWorkerReply]
    next_cursor: str | None
    total: int
    fleet_sequence: str


class RegionErrorReply(BaseModel):
    """A region that could not be searched."""

    region: str
    code: str
    message: str


class CordonsReply(BaseModel):
    """The workers as they are now."""

    workers: Sequence[WorkerReply]


class BulkImportReply(BaseModel):
    """Who joined, who was there before, and what could not be searched."""

    imported: Sequence[WorkerReply]
    already_known: Sequence[str]
    errors: Sequence[RegionErrorReply]


class SourceErrorReply(BaseModel):
    """Why a source could not be read."""

    code: str
    message: str


class WorkerRefreshedReply(BaseModel):
    """A worker after a refresh."""

    worker: WorkerReply
    sources_synced: Sequence[MetricsSource]
    updated_fields: Sequence[str]
    errors: Mapping[MetricsSource, SourceErrorReply]
