"""How a command that is carried out as an operation is answered."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.problem_details import json_response
from application.operation.operation_dto import OperationDto

LONGEST_WAIT_SECONDS = 60

WaitSeconds = Annotated[
    float, Query(ge=0, le=LONGEST_WAIT_SECONDS, description="seconds to wait for the end of the operation")
]


def operation_response(operation: OperationDto, status: int) -> Response:
    """Answer with the operation as it is; `Location` is where to ask how it goes on."""
    response = json_response(operation, status)
    response.headers["Location"] = f"/api/operations/{operation.id}"
    return response
