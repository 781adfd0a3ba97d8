"""Which runs a list is to show."""

from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.job.job_bodies import Name
from api.job.slot_time import SlotTime
from application.job.execution_dto import ExecutionDto
from application.job.list_executions_query import ExecutionCriteria
from domain.job.job_execution import ExecutionState

MANY = "the parameter may be given several times; none = all"


class ExecutionParameters(BaseModel):
    """Which runs, and how many of them."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[ExecutionState], Field(max_length=20, description=MANY)] = []
    owner: Annotated[str | None, Field(max_length=128, description="an id; `me` for one's own", examples=["me"])] = None
    since: Annotated[SlotTime | None, Field(description="the earliest slot")] = None
    until: Annotated[SlotTime | None, Field(description="the time before which slots are")] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Field(max_length=2048, description="next_cursor of the page before")] = None

    def criteria_of(self, jobs: Collection[str]) -> ExecutionCriteria:
        """What all runs of the answer have in common."""
        return ExecutionCriteria(jobs=jobs, states=self.state, owner=self.owner, since=self.since, until=self.until)


class AllExecutionParameters(ExecutionParameters):
    """Of which jobs, too."""

    job: Annotated[list[Name], Field(max_length=100, description=MANY)] = []


class ExecutionPageReply(BaseModel):
    """Runs, the newest slots first; `next_cursor` is null on the last page."""

    items: Sequence[ExecutionDto]
    next_cursor: str | None
