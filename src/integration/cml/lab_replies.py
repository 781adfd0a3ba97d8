"""Reads labs and nodes, as CML 2.4 to 2.10 write them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from domain.cml.lab_reading import LabReading
from domain.cml.lab_state import LabState
from integration.cml.reply_fields import count, moment, objects, text

LAB_STATES = {state.value: state for state in LabState}
RUNNING = ("STARTED", "BOOTED")
MARKER_BYTES = 8
MOST_GROUPS = 100


class Node(msgspec.Struct, gc=False):
    """One of `GET /nodes`."""

    id: Any = None
    lab_id: Any = None
    state: Any = None


class ElementStates(msgspec.Struct):
    """`GET /labs/{id}/lab_element_state`: the state of each node by its id."""

    nodes: Any = None


class Lab(msgspec.Struct):
    """`GET /labs/{id}`. `owner` is an id since CML 2.3; `owner_username` came later."""

    lab_title: Any = None
    lab_description: Any = None
    owner: Any = None
    owner_username: Any = None
    state: Any = None
    node_count: Any = None
    link_count: Any = None
    groups: Any = None
    created: Any = None
    modified: Any = None


class LabNodes(NamedTuple):
    """What the nodes of one lab say. `marker` is another one as soon as a node comes, goes, or changes its state."""

    total: int = 0
    running: int = 0
    marker: str = "-"


NO_NODES = LabNodes()


def nodes_by_lab(nodes: Sequence[Node]) -> Mapping[str, LabNodes]:
    """Sum them up, each node once."""
    states: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for node in nodes:
        lab_id, node_id, state = node.lab_id, node.id, node.state
        if isinstance(lab_id, str) and isinstance(node_id, str):
            states[lab_id][node_id] = state if isinstance(state, str) else ""
    return {lab_id: _summed_up(of_lab) for lab_id, of_lab in states.items()}


def nodes_of_lab(told: ElementStates) -> LabNodes:
    """Sum up what a lab's element states tell."""
    nodes = told.nodes if isinstance(told.nodes, dict) else {}
    return _summed_up({key: state if isinstance(state, str) else "" for key, state in nodes.items()})


def lab_reading(lab_id: str, lab: Lab, nodes: LabNodes, taken_at: datetime) -> LabReading:
    """Put both together."""
    node_count = count(lab.node_count)
    return LabReading(
        lab_id=lab_id,
        title=text(lab.lab_title, 256),
        description=text(lab.lab_description, 4096),
        owner=text(lab.owner_username, 128) or text(lab.owner, 128),
        state=lab_state(lab.state),
        node_count=nodes.total if node_count is None else node_count,
        running_nodes=nodes.running,
        link_count=count(lab.link_count),
        groups=tuple(_group_names(lab.groups)),
        created_at=moment(lab.created),
        modified_at=moment(lab.modified),
        marker=nodes.marker,
        taken_at=taken_at,
    )


def lab_state(value: object) -> LabState:
    """One of CML's words."""
    return LAB_STATES.get(value, LabState.UNKNOWN) if isinstance(value, str) else LabState.UNKNOWN


def _summed_up(states: Mapping[str, str]) -> LabNodes:
    written = "\n".join(sorted(map(" ".join, states.items())))
    digest = blake2b(written.encode(), digest_size=MARKER_BYTES).hexdigest()
    each = list(states.values())
    return LabNodes(len(each), sum(map(each.count, RUNNING)), digest)


def _group_names(groups: object) -> Iterable[str]:
    for group in list(objects(groups))[:MOST_GROUPS]:
        if name := text(group.get("name"), 128) or text(group.get("id"), 128):
            yield name
