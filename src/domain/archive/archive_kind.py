"""What is archived, and in which form."""

from enum import StrEnum


class ArchiveKind(StrEnum):
    """TELEMETRY are the samples of workers, EVENTS what the event log holds."""

    TELEMETRY = "telemetry"
    EVENTS = "events"


class ArchiveFormat(StrEnum):
    """How rows are written: the value is also how a file's name ends."""

    PARQUET = "parquet"
    NDJSON = "ndjson"
    NDJSON_GZIP = "ndjson.gz"
