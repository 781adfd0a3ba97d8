"""TelemetryArchiveResult: what a run of telemetry-archive answers with."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from application.job.job_run import JobResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetryArchiveResult(JobResult):
    """What counts at the destination now for the days that were asked for."""

    days: Annotated[int, Field(ge=0, description="days that were asked for")]
    files: Annotated[int, Field(ge=0, description="files that hold them")]
    rows: Annotated[int, Field(ge=0, description="rows in these files: samples and events")]
    bytes: Annotated[int, Field(ge=0, description="size of these files, in bytes")]
    pruned: Annotated[int, Field(ge=0, description="samples that left the database")]
