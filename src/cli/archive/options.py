"""The options of the archive."""

from enum import StrEnum
from typing import Annotated

import typer


class Kind(StrEnum):
    """What is archived."""

    TELEMETRY = "telemetry"
    EVENTS = "events"


class FileFormat(StrEnum):
    """How rows are written."""

    PARQUET = "parquet"
    NDJSON = "ndjson"
    NDJSON_GZIP = "ndjson.gz"


WhatOption = Annotated[list[Kind] | None, typer.Option("--what", help="Only this; may be repeated.")]
FormatOption = Annotated[FileFormat, typer.Option("--format", help="How rows are written.")]
DestinationOption = Annotated[
    str, typer.Option("--destination", help="A destination of the service's settings; the first one unless given.")
]
StartOption = Annotated[str | None, typer.Option("--start", metavar="2026-11-01", help="The first UTC day.")]
EndOption = Annotated[str | None, typer.Option("--end", metavar="2026-11-02", help="The last UTC day.")]
