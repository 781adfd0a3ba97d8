"""How what is asked of jobs is answered."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Header
from starlette.responses import Response

from api.job.job_bodies import BulkOutcomesReply
from api.problem_details import json_response, tagged_response
from application.job.bulk_outcomes import BulkOutcomeDto
from application.job.execution_dto import ExecutionDto
from application.job.job_dto import JobDetailsDto

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description='the ETag of the job that this is meant for, or its version alone, as in "7": where somebody else '
        "changed it since, nothing is done and the answer is 412",
        examples=['"7"'],
    ),
]
OVER: dict[int | str, dict[str, Any]] = {200: {"model": ExecutionDto, "description": "It is over."}}
SOME_FAILED: dict[int | str, dict[str, Any]] = {
    207: {"model": BulkOutcomesReply, "description": "Some were refused: `code` and `message` say why."}
}


def job_response(job: JobDetailsDto, status: int) -> Response:
    """Show a job under the tag of its version."""
    return tagged_response(job, status, job.version)


def execution_response(execution: ExecutionDto, status: int) -> Response:
    """Show a run; `Location` is where to ask how it goes on."""
    response = json_response(execution, status)
    response.headers["Location"] = f"/api/jobs/executions/{quote(execution.id, safe='')}"
    return response


def bulk_response(outcomes: Sequence[BulkOutcomeDto], status: int) -> Response:
    """Show what became of each; 207 where one was refused."""
    refused = any(outcome.code for outcome in outcomes)
    return json_response(BulkOutcomesReply(items=outcomes), HTTPStatus.MULTI_STATUS if refused else status)
