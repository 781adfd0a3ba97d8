"""What is sent and answered about jobs."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool

from api.job.slot_time import SlotTime
from api.json_numbers import NO_TRUTH, NUMBER
from application.job.bulk_outcomes import BulkOutcomeDto
from application.job.job_dto import JobDto
from application.job.job_triggers import WantedRun
from application.job.wanted_schedule import ScheduleType, WantedSchedule

NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=100, examples=["labs-refresh"])]
JobName = Annotated[
    str, Path(pattern=NAME_PATTERN, max_length=100, description="a job's name", examples=["labs-refresh"])
]
MOST_AT_ONCE = 100


Whole = Annotated[int | None, Field(ge=-(2**31), le=2**31), NUMBER]
Seconds = Annotated[float | None, NUMBER]
Params = Annotated[
    Mapping[Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")], JsonValue],
    Field(
        max_length=100,
        description="by name; GET the job to see what it takes",
        examples=[{}],
        json_schema_extra={"additionalProperties": False},  # else other names than the pattern's would be allowed
    ),
]


class ScheduleRequest(BaseModel):
    """When a job runs: which of the words are needed follows from `type`."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[ScheduleType, Field(examples=["daily"])]
    interval_seconds: Annotated[Seconds, Field(description="for the type interval", examples=[None])] = None
    cron: Annotated[
        str | None,
        Field(max_length=200, description="for the type cron: five fields; 0 and 7 are Sunday", examples=[None]),
    ] = None
    day: Annotated[
        Annotated[str, Field(max_length=20)] | int | None,
        NO_TRUTH,
        Field(description="for the type weekly: monday to sunday, or 0 for Monday to 6 for Sunday", examples=[None]),
    ] = None
    hour: Annotated[Whole, Field(description="for the types daily and weekly", examples=[23])] = None
    minute: Annotated[Whole, Field(description="for the types daily and weekly", examples=[59])] = None
    timezone: Annotated[str, Field(max_length=64, description="IANA name", examples=["Europe/Paris"])] = "UTC"
    jitter_seconds: Annotated[float, NUMBER, Field(description="a run begins up to so much later", examples=[0.0])] = (
        0.0
    )

    @property
    def wanted(self) -> WantedSchedule:
        """The same for the application."""
        return WantedSchedule(**self.model_dump())


class ChangeJobRequest(BaseModel):
    """What is left out stays as it is; null is the code's own again."""

    model_config = ConfigDict(extra="forbid")

    params: Params | None = None
    misfire_grace_seconds: Annotated[
        Seconds, Field(description="how late a run may begin before its slot is missed", examples=[600.0])
    ] = None

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent."""
        return self.model_dump(include=self.model_fields_set)


class TriggerRequest(BaseModel):
    """`params` go over those that are set for the job; `at` is for later, once; a dry run writes nothing."""

    model_config = ConfigDict(extra="forbid")

    params: Params = {}
    at: Annotated[SlotTime | None, Field(examples=["2126-06-01T12:00:00Z"])] = None
    dry_run: Annotated[StrictBool, Field(examples=[False])] = False

    @property
    def wanted(self) -> WantedRun:
        """The same for the application."""
        return WantedRun(params=self.params, at=self.at, dry_run=self.dry_run)


class JobNamesRequest(BaseModel):
    """Several jobs."""

    model_config = ConfigDict(extra="forbid")

    names: Annotated[list[Name], Field(min_length=1, max_length=MOST_AT_ONCE)]


class CancelOwnRequest(BaseModel):
    """That it is meant: `confirm` is the number of one-offs that wait, so that none is cancelled unseen."""

    model_config = ConfigDict(extra="forbid")

    confirm: Annotated[int, Field(ge=0, le=500, description="how many there are", examples=[0]), NUMBER]


class JobListReply(BaseModel):
    """All jobs, by name."""

    items: Sequence[JobDto]


class BulkOutcomesReply(BaseModel):
    """What became of each."""

    items: Sequence[BulkOutcomeDto]
