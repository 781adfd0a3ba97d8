"""The use of a worker as every interface shows it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.worker.activity_events import ActivitySource


class _FromState(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class PauseDto(_FromState):
    """By whom the worker was stopped because nobody used it, and when."""

    by: str
    at: datetime


class SnoozeDto(_FromState):
    """Who wants the worker not to be paused before when; it may be over."""

    by: str
    until: datetime


class ExemptionDto(_FromState):
    """Who wants the worker never to be paused by itself, since when and why."""

    by: str
    since: datetime
    reason: str


class IdlenessDto(_FromState):
    """`since` is null unless the worker is idle, `pause_at` unless a countdown goes on, `paused` when it runs again.

    `last_activity` is CML's word for what was done, or what was seen of labs; `last_activity_at` is null where nobody
    was ever seen to use it. `pauses` and `resumes` are counted since it joined the fleet.
    """

    last_activity_at: datetime | None
    last_activity_source: ActivitySource | None
    last_activity: str
    since: datetime | None
    pause_at: datetime | None
    paused: PauseDto | None
    pauses: int
    resumes: int
    snoozed: SnoozeDto | None
    exempt: ExemptionDto | None
