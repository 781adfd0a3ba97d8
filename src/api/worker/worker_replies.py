"""What a client is told about workers, for the OpenAPI document; the bytes come ready from the application."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from application.worker.worker_dto import WorkerReply
from domain.telemetry.metrics_source import MetricsSource


class WorkerPageReply(BaseModel):
    """A page of workers; `fleet_sequence` is the log position it is true for."""

    items: Sequence[WorkerReply]
    next_cursor: str | None
    total: int
    fleet_sequence: str


class RegionErrorReply(BaseModel):
    """A region that could not be searched."""

    region: str
    code: str
    message: str


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
