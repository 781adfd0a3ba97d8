"""What became of each job that a command for several names."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel

from application.job.execution_dto import ExecutionDto
from domain.errors import DomainError, InvalidValuesError


class BulkOutcomeDto(BaseModel):
    """Of one job: `code` and `message` say why it failed, "" where it did not; `execution` is what was triggered."""

    job: str
    code: str = ""
    message: str = ""
    execution: ExecutionDto | None = None


async def outcomes_async(
    job_ids: Sequence[str], act: Callable[[str], Awaitable[ExecutionDto | None]]
) -> list[BulkOutcomeDto]:
    """Do it to each, once, in order; one that is refused keeps no other from it."""
    return [await _outcome_async(job_id, act) for job_id in dict.fromkeys(job_ids)]


async def _outcome_async(job_id: str, act: Callable[[str], Awaitable[ExecutionDto | None]]) -> BulkOutcomeDto:
    try:
        return BulkOutcomeDto(job=job_id, execution=await act(job_id))
    except InvalidValuesError as error:
        said = "; ".join(f"{pointer}: {message}" for pointer, message in error.faults)
        return BulkOutcomeDto(job=job_id, code=error.code, message=said)
    except DomainError as error:
        return BulkOutcomeDto(job=job_id, code=error.code, message=str(error))
