"""A lab as every interface shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from domain.cml.lab_state import LabState
from domain.lab.lab_record_state import LabRecordState


class _FromState(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)


class LabDto(_FromState):
    """One lab. Texts are as CML has them, whatever characters they hold; `link_count` is null where it does not tell.

    `lab_created_at` and `lab_modified_at` are CML's own times. `first_seen_at` is when it was found here, `changed_at`
    when it was last told otherwise. `version` counts its events.
    """

    id: str
    worker_id: str
    lab_id: str
    title: str
    description: str
    owner: str
    state: LabState
    node_count: int
    running_nodes: int
    link_count: int | None
    groups: Sequence[str]
    lab_created_at: datetime | None
    lab_modified_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, state: LabRecordState) -> "LabDto":
        """Show a lab's state."""
        shown = {
            "worker_id": state.worker_id,
            "lab_id": state.lab_id,
            "first_seen_at": state.created_at,
            "changed_at": state.last_modified,
            "version": state.state_version,
        }
        return cls.model_validate({**vars(state), **shown})


class LabReply(LabDto):
    """A lab, and the name of its worker. `last_seen_at` is up to when it is known to be as it is shown here."""

    worker_name: str
    last_seen_at: datetime


class LabChangeDto(_FromState):
    """One change: the short type of what happened, and the fields before and after."""

    at: datetime
    event: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


class LabDetailsReply(LabReply):
    """A lab with its last 50 changes, the newest first."""

    history: Sequence[LabChangeDto]
