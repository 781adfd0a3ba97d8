"""What a client may send about labs."""

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from api.ids import UUID_PATTERN
from application.lab.lab_criteria import LabCriteria
from domain.cml.lab_state import LabState
from domain.errors import InvalidRequestError

MOST_AT_ONCE = 1_000
LAB_PATTERN = r"[0-9A-Za-z_-]{1,64}"

LabId = Annotated[str, Path(pattern=f"^{LAB_PATTERN}$", description="a lab's id on its controller")]
WholeLabId = Annotated[
    str,
    Field(
        pattern=f"{UUID_PATTERN.removesuffix('$')}/{LAB_PATTERN}$",
        description="`<worker_id>/<lab_id>`",
        examples=["7d1f9a52-3f0b-5c57-9a1e-0a4be0c2f4f1/3f1a9e0c-0000-4000-8000-000000000001"],
    ),
]


class LabsRequest(BaseModel):
    """Which labs to act on."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[WholeLabId], Field(min_length=1, max_length=MOST_AT_ONCE, description="labs, each once")]


class ImportLabRequest(BaseModel):
    """What lab to make. The whole body may have 5 MiB."""

    model_config = ConfigDict(extra="forbid")

    topology: Annotated[
        str,
        Field(
            min_length=1, description="YAML, as CML exports it", examples=["lab: {title: ospf}\nnodes: []\nlinks: []"]
        ),
    ]
    title: Annotated[
        str | None, Field(min_length=1, max_length=64, description="instead of the topology's own", examples=["ospf 2"])
    ] = None


class WorkerLabParameters(BaseModel):
    """The query of a list of one worker's labs."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=256, description="found literally in titles, descriptions, owners and ids")] = ""
    title: Annotated[str, Field(max_length=256, description="found literally in titles")] = ""
    state: Annotated[str, Field(description="CML's states, separated by commas", examples=["STARTED,STOPPED"])] = ""
    owner: Annotated[str, Field(max_length=1024, description="user names, separated by commas")] = ""
    sort: Annotated[str, Field(max_length=256, description="fields, - for descending", examples=["-running_nodes"])] = (
        "title"
    )
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str | None, Field(max_length=4096, description="next_cursor of the page before")] = None

    @property
    def criteria(self) -> LabCriteria:
        """The criteria; InvalidRequestError for a state that CML does not have."""
        return LabCriteria(
            states=frozenset(map(_state, _words(self.state))),
            owners=frozenset(_words(self.owner)),
            worker_ids=frozenset(_words(self.workers)),
            title=self.title,
            text=self.q,
        )

    @property
    def workers(self) -> str:
        """The workers asked for, separated by commas; any where empty."""
        return ""


class LabListParameters(WorkerLabParameters):
    """The query of a list over the fleet."""

    worker_id: Annotated[str, Field(max_length=4096, description="ids of workers, separated by commas")] = ""

    @property
    def workers(self) -> str:
        """Those named."""
        return self.worker_id


def _state(word: str) -> LabState:
    try:
        return LabState(word)
    except ValueError:
        raise InvalidRequestError(f"known states: {', '.join(LabState)}", "state", code="unknown_state") from None


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
