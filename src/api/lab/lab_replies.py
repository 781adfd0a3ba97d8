"""What a client is told about labs, for the OpenAPI document; the bytes come ready from the application."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from application.lab.lab_dto import LabReply
from application.operation.operation_dto import OperationDto

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": OperationDto, "description": "It goes on; `Location` is where to ask."}
}
TOPOLOGY_MEDIA_TYPE = "application/yaml"
TOPOLOGY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The topology.",
        "content": {
            TOPOLOGY_MEDIA_TYPE: {"schema": {"type": "string"}, "example": "lab: {title: ospf}\nnodes: []\nlinks: []"}
        },
    }
}


class LabPageReply(BaseModel):
    """A page of labs; `fleet_sequence` is the log position it is true for."""

    items: Sequence[LabReply]
    next_cursor: str | None
    total: int
    fleet_sequence: str
