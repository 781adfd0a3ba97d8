"""What a client may send to act on the instances of workers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.ids import UUID_PATTERN
from api.worker.workers_bulk_controller import MOST_AT_ONCE

Id = Annotated[str, Field(pattern=UUID_PATTERN)]
Confirm = Annotated[
    str, Field(min_length=1, max_length=256, description="the worker's name", examples=["cml-worker-001"])
]
Reason = Annotated[str, Field(max_length=512, description="for people", examples=["its disk is to be replaced"])]
Tags = Annotated[
    dict[str, str],
    Field(max_length=50, description="keys of 1 to 128 characters, values up to 256", examples=[{"course": "ccnp"}]),
]
Keys = Annotated[list[str], Field(max_length=50, description="keys", examples=[["owner"]])]


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


class DrainWorkersRequest(WorkersRequest):
    """Which workers to drain, and why."""

    reason: Reason = ""
    dry_run: Annotated[StrictBool, Field(description="say what would be done, and change nothing")] = False


class CordonWorkersRequest(WorkersRequest):
    """Which workers to cordon, and why."""

    reason: Reason = ""


class CordonRequest(BaseModel):
    """Why nothing new is to be begun on the worker."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = ""


class TagsRequest(BaseModel):
    """Tags to set; all others stay."""

    model_config = ConfigDict(extra="forbid")

    tags: Tags


class RemoveTagsRequest(BaseModel):
    """Keys of tags to remove; all others stay."""

    model_config = ConfigDict(extra="forbid")

    remove: Keys


class TagWorkersRequest(WorkersRequest):
    """Which workers to tag: what to set and what to remove; all other tags stay."""

    tags: Tags = {}
    remove: Keys = []
