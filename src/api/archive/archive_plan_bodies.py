"""What is sent and answered about archive plans."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.json_numbers import NUMBER
from application.job.schedule_words import cron_of_daily, cron_of_weekly
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import MOST_WINDOW_DAYS, ArchivePlan
from domain.errors import InvalidValuesError
from domain.job.schedule import Schedule

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["nightly"])]
What = Annotated[
    tuple[ArchiveKind, ...], Field(min_length=1, max_length=2, description="what is archived", examples=[["telemetry"]])
]
WindowDays = Annotated[
    int, Field(ge=1, le=MOST_WINDOW_DAYS, description="how many of the days that are over", examples=[1]), NUMBER
]
Destination = Annotated[
    str, Field(max_length=63, description="a name of the settings; the first one where empty", examples=["cold"])
]
Daily = Annotated[str, Field(max_length=5, examples=["23:59"])]
Weekly = Annotated[str, Field(max_length=15, examples=["sun 23:59"])]
CronLine = Annotated[str, Field(max_length=128, examples=["59 23 * * *"])]
TimeZone = Annotated[str, Field(max_length=64, description="of the IANA database", examples=["Europe/Paris"])]


class PlanSchedule(BaseModel):
    """One of: each day at a time (`23:59`), each week (`sun 23:59`), or a cron line of five fields."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"daily": "00:30", "timezone": "UTC"}})

    daily: Daily | None = None
    weekly: Weekly | None = None
    cron: CronLine | None = None
    timezone: TimeZone = "UTC"

    @property
    def schedule(self) -> Schedule:
        """The same for the application; InvalidValuesError says what is wrong with it."""
        try:
            return Schedule(cron=self._line(), timezone=self.timezone)
        except ValueError as error:
            raise InvalidValuesError([("/schedule", str(error))], "invalid_schedule") from error

    def _line(self) -> str | None:
        if sum(words is not None for words in (self.daily, self.weekly, self.cron)) != 1:
            raise ValueError("give one of daily, weekly and cron")
        if self.daily is not None:
            return cron_of_daily(self.daily)
        return self.cron if self.weekly is None else cron_of_weekly(self.weekly)


class CreateArchivePlanRequest(BaseModel):
    """What is archived when, and how. With `prune`, what is archived of telemetry leaves the database."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    what: What = tuple(ArchiveKind)
    window_days: WindowDays = 1
    format: ArchiveFormat = ArchiveFormat.PARQUET
    destination: Destination = ""
    schedule: PlanSchedule
    prune: StrictBool = False
    active: StrictBool = True


class UpdateArchivePlanRequest(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    what: What | None = None
    window_days: WindowDays | None = None
    format: ArchiveFormat | None = None
    destination: Destination | None = None
    schedule: PlanSchedule | None = None
    prune: StrictBool | None = None
    active: StrictBool | None = None


class PlanScheduleReply(BaseModel):
    """A cron line of five fields, in which 0 and 7 are Sunday, and the time zone that it is read in."""

    cron: str
    timezone: str


class ArchivePlanReply(BaseModel):
    """A plan; `owner` is the id of who made it."""

    id: str
    name: str
    owner: str
    what: Sequence[ArchiveKind]
    window_days: int
    format: ArchiveFormat
    destination: str
    schedule: PlanScheduleReply
    prune: bool
    active: bool
    created_at: datetime
    version: int


class ArchivePlanListReply(BaseModel):
    """One's own plans, an admin's are all; oldest first."""

    items: Sequence[ArchivePlanReply]


class ArchivePlanRunReply(BaseModel):
    """The run of the job telemetry-archive that carries the plan out."""

    execution_id: str


def plan_reply(plan: ArchivePlan) -> ArchivePlanReply:
    """Show a plan."""
    return ArchivePlanReply(
        id=plan.id,
        name=plan.name,
        owner=plan.owner,
        what=plan.what,
        window_days=plan.window_days,
        format=plan.format,
        destination=plan.destination,
        schedule=PlanScheduleReply(cron=plan.schedule.cron or "", timezone=plan.schedule.timezone),
        prune=plan.prune,
        active=plan.active,
        created_at=plan.created_at,
        version=plan.version,
    )
