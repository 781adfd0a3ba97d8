"""What a client may send to act on the instances of workers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.ids import UUID_PATTERN
from api.worker.workers_bulk_controller import MOST_AT_ONCE

Id = Annotated[str, Field(pattern=UUID_PATTERN)]
Confirm = Annotated[
    str, Field(min_length=1, max_length=256, description="the worker's name", examples=["cml-worker-001"])
]


class WorkersRequest(BaseModel):
    """Which workers to act on."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE, description="workers, each once")]


class TerminateWorkerRequest(BaseModel):
    """That this worker is meant and no other."""

    model_config = ConfigDict(extra="forbid")

    confirm: Confirm


class ConfirmedWorker(BaseModel):
    """A worker, by its id and its name."""

    model_config = ConfigDict(extra="forbid")

    id: Id
    confirm: Confirm


class TerminateWorkersRequest(BaseModel):
    """Which workers to terminate."""

    model_config = ConfigDict(extra="forbid")

    workers: Annotated[list[ConfirmedWorker], Field(min_length=1, max_length=MOST_AT_ONCE)]
