"""What a CML controller said of its labs, and when that was true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.cml.lab_state import LabState


@dataclass(frozen=True, slots=True, kw_only=True)
class LabReading:
    """One lab. Texts are literal, whatever characters they hold; what CML left out is "" or None.

    `owner` is a user name. `groups` are names, or ids where CML gives no names. `marker` stands for the states of the
    lab's nodes: the same marker means that none of them changed. `running_nodes` are started or booted.
    """

    lab_id: str
    title: str
    description: str
    owner: str
    state: LabState
    node_count: int
    running_nodes: int
    link_count: int | None
    groups: tuple[str, ...]
    created_at: datetime | None
    modified_at: datetime | None
    marker: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLLabsReading:
    """All labs of one controller by id: each is in exactly one of `labs`, `unchanged` and `unread`.

    `labs` were read in full; `unchanged` have the marker that the asker knew; `unread` are there and were left for
    the next time, because so many were to be asked at once. A lab that is in none of them is gone. `running_nodes` and
    `total_nodes` are those of all labs whose nodes were told.
    """

    worker_id: str
    labs: Mapping[str, LabReading]
    unchanged: frozenset[str]
    unread: frozenset[str]
    running_nodes: int
    total_nodes: int
    taken_at: datetime
