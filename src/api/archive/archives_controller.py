"""Archives over HTTP: /api/archives."""

from base64 import b64encode
from datetime import date
from typing import Annotated, Any

from classy_fastapi.decorators import get
from fastapi import Path, Query
from starlette.responses import Response, StreamingResponse

from api.archive.archive_bodies import (
    ArchivePageReply,
    ArchiveParameters,
    ArchiveReply,
    DestinationParameter,
    archive_reply,
    page_reply,
    place_from,
)
from api.controller import FleetController
from api.openapi.problem_responses import problems
from api.problem_details import json_response
from application.archive.archive_catalogue import ArchivePage, Place
from application.archive.get_archive_query import GetArchiveQuery
from application.archive.list_archives_query import ListArchivesQuery
from application.archive.read_archive_file_query import ArchiveContent, ReadArchiveFileQuery
from domain.archive.archive_kind import ArchiveKind
from domain.archive.archive_manifest import ArchiveManifest
from domain.errors import InvalidCursorError

PARQUET, NDJSON, GZIP = "application/vnd.apache.parquet", "application/x-ndjson", "application/gzip"
MEDIA_TYPES = {"parquet": PARQUET, "ndjson": NDJSON, "gz": GZIP}
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary", "examples": ["PAR1"]}}
FILES: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(MEDIA_TYPES.values(), BYTES)}}

Kind = Annotated[ArchiveKind, Path(description="what is archived")]
Day = Annotated[date, Path(description="a UTC day", examples=["2026-11-01"])]
Destination = Annotated[DestinationParameter, Query()]


class ArchivesController(FleetController):
    """Telemetry and events of past days as files."""

    path = "/api/archives"

    @get("", response_model=ArchivePageReply, responses=problems())
    async def list_archives(self, parameters: Annotated[ArchiveParameters, Query()]) -> Response:
        """List the archived days of a destination, the newest first."""
        query = ListArchivesQuery(
            destination=parameters.destination,
            kinds=[parameters.what] if parameters.what else (),
            before=_place(parameters.before),
            limit=parameters.limit,
        )
        return await self.execute_async(query, _listed)

    @get("/{kind}/{day}", response_model=ArchiveReply, responses=problems(404))
    async def get_archive(self, kind: Kind, day: Day, destination: Destination = "") -> Response:
        """Show what is archived of a day."""
        query = GetArchiveQuery(kind=kind, day=day, destination=destination)
        return await self.execute_async(query, _shown)

    @get("/{kind}/{day}/file", response_class=Response, responses={**FILES, **problems(404)})
    async def get_archive_file(self, kind: Kind, day: Day, destination: Destination = "") -> Response:
        """Download the file of a day; `Repr-Digest` (RFC 9530) and `ETag` hold its SHA-256."""
        query = ReadArchiveFileQuery(kind=kind, day=day, destination=destination)
        return await self.execute_async(query, _downloaded)


def _place(before: str | None) -> Place | None:
    try:
        return place_from(before)
    except ValueError:
        raise InvalidCursorError from None


def _listed(page: ArchivePage, status: int) -> Response:
    return json_response(page_reply(page), status)


def _shown(manifest: ArchiveManifest, status: int) -> Response:
    return json_response(archive_reply(manifest), status)


def _downloaded(content: ArchiveContent, status: int) -> Response:
    file = content.file
    digest = b64encode(bytes.fromhex(file.sha256)).decode()
    headers = {
        "Content-Length": str(file.bytes),
        "Content-Disposition": f'attachment; filename="{file.name.replace("/", "_")}"',
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return StreamingResponse(content.parts, status, headers, MEDIA_TYPES[file.name.rpartition(".")[2]])
