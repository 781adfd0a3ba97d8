"""When a worker counts as idle, and when it is paused for that."""

from collections.abc import Sequence
from datetime import time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from application.live.live_group import LiveGroup


class Weekday(StrEnum):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        raise ValueError("it is no time zone of the IANA database, as Europe/Berlin") from None
    return name


def _whole_minutes(moment: time) -> time:
    if moment.second or moment.microsecond or moment.tzinfo is not None:
        raise ValueError("it is a time of day in whole minutes, as 08:30")
    return moment


DayTime = Annotated[time, AfterValidator(_whole_minutes)]
TagWord = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$")]


class WorkingHours(LiveGroup):
    """The hours in which no worker is paused, whatever it does: on `days`, by the clocks of `time_zone`.

    They begin at `begin` and end before `end`; where `end` is not later than `begin` they end on the day after.
    """

    time_zone: Annotated[str, Field(max_length=64), AfterValidator(_known_zone)] = Field(
        description="by its name in the IANA database, as Europe/Berlin"
    )
    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = Field(
        description="the days on which the hours begin, as mon, tue"
    )
    begin: DayTime = Field(description="a time of day, as 08:00")
    end: DayTime = Field(description="a time of day, as 18:30")

    @model_validator(mode="after")
    def _has_each_day_once(self) -> "WorkingHours":
        if len(set(self.days)) < len(self.days):
            raise ValueError("a day is named twice")
        return self


class IdleRules(LiveGroup):
    """An idle worker is one whose labs nobody has used for a while; it costs money all the same."""

    enabled: bool = Field(default=False, description="whether idle workers are paused by themselves")
    idle_after_minutes: Annotated[int, Field(ge=5, le=60 * 24 * 30)] = Field(
        120, description="minutes without activity after which a worker is idle"
    )
    countdown_minutes: Annotated[int, Field(ge=1, le=60 * 24)] = Field(
        15, description="minutes from the announcement of a pause to the pause"
    )
    working_hours: WorkingHours | None = Field(None, description="the hours in which no worker is paused; absent: none")
    exempt_tags: Annotated[Sequence[TagWord], Field(max_length=100)] = Field(
        (), description="tags of workers that are never paused: KEY, or KEY:VALUE"
    )
