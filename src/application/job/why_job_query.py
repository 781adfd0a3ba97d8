"""WhyJobQuery: why a job does not run now."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

from neuroglia.core.operation_result import OperationResult
from neuroglia.mediation.mediator import Query, QueryHandler
from pydantic import BaseModel, JsonValue

from application.job.job_facts import JobFactsReader
from application.job.job_plan import JobPlans
from application.job.job_reasons import reason_of
from domain.access.principal import Role


class WhyJobDto(BaseModel):
    """`sentence` says why, `record` proves it: of an execution, a configuration, a lease or a schedule, as `kind` says.

    `code` is one word for it.
    """

    job: str
    code: str
    sentence: str
    kind: str
    record: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class WhyJobQuery(Query[OperationResult[WhyJobDto]]):
    """The job of this name."""

    required_role: ClassVar[Role] = Role.VIEWER

    name: str


class WhyJobQueryHandler(QueryHandler[WhyJobQuery, OperationResult[WhyJobDto]]):
    """From the same records that decide it."""

    def __init__(self, plans: JobPlans, facts: JobFactsReader) -> None:
        self._plans = plans
        self._facts = facts

    async def handle_async(self, request: WhyJobQuery) -> OperationResult[WhyJobDto]:
        """NotFoundError where there is no such job."""
        plan = await self._plans.get_async(request.name)
        reason = reason_of(await self._facts.read_async(plan))
        return self.ok(WhyJobDto(job=plan.name, **asdict(reason)))
