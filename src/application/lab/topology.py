"""A topology (YAML) as far as it is looked at before a controller is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from application.turns import in_turns
from domain.errors import InvalidRequestError

MOST_DEPTH = 64
MOST_EVENTS = 500_000
EVENTS_PER_TURN = 2_000
POINTER = "/topology"


class TopologyInvalidError(InvalidRequestError):
    """It is no topology; the pointer says where as far as the document has the form of one."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message, POINTER + place, code="topology_invalid")


@dataclass(slots=True)
class Topology:
    """The title, "" where it has none, and how many nodes and links it lists; None = it has no such list."""

    title: str = ""
    nodes: int | None = None
    links: int | None = None


async def read_topology_async(text: str) -> Topology:
    """Look through a topology without building anything of it; TopologyInvalidError for what is none."""
    reader = _Reader()
    try:
        async for number, event in in_turns(enumerate(_events_of(text)), EVENTS_PER_TURN):
            if number > MOST_EVENTS:
                raise TopologyInvalidError(f"a topology may have {MOST_EVENTS:,} parts")
            reader.take(event)
    except yaml.YAMLError as error:
        raise TopologyInvalidError(_words(error)) from error
    for name, found in (("nodes", reader.topology.nodes), ("links", reader.topology.links)):
        if found is None:
            raise TopologyInvalidError(f"a topology has a list of {name}", f"/{name}")
    return reader.topology


def _events_of(text: str) -> Iterator[yaml.Event]:
    """Parse with libyaml, which nests no deeper than it may; events are flat, whatever aliases would unfold to."""
    return yaml.parse(text, Loader=yaml.CSafeLoader)


def _words(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"it is no YAML{where}: {getattr(error, 'problem', None) or 'it holds characters that YAML does not know'}"


@dataclass(slots=True)
class _Frame:
    """A mapping or a list that has begun; of a mapping, the key whose value comes next."""

    is_mapping: bool
    key: str | None = None


@dataclass(slots=True)
class _Reader:
    """Knows where in the document each event is."""

    topology: Topology = field(default_factory=Topology)
    _frames: list[_Frame] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, CollectionEndEvent):
            self._frames.pop()
            self._value_ended()
        elif isinstance(event, NodeEvent):
            self._begin(event)

    def _begin(self, event: NodeEvent) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.is_mapping and frame.key is None:
            if not isinstance(event, ScalarEvent):
                raise TopologyInvalidError("it has a key that is no text")
            frame.key = event.value
            return
        self._note(event)
        if isinstance(event, CollectionStartEvent):
            self._frames.append(_Frame(isinstance(event, MappingStartEvent)))
            if len(self._frames) > MOST_DEPTH:
                raise TopologyInvalidError(f"a topology may be {MOST_DEPTH} levels deep")
        else:
            self._value_ended()

    def _value_ended(self) -> None:
        if self._frames:
            self._frames[-1].key = None

    def _note(self, event: NodeEvent) -> None:
        match [frame.key for frame in self._frames]:
            case []:
                if not isinstance(event, MappingStartEvent):
                    raise TopologyInvalidError("a topology is a mapping with nodes and links")
            case ["nodes" | "links" as name]:
                if not isinstance(event, SequenceStartEvent):
                    raise TopologyInvalidError(f"{name} must be a list", f"/{name}")
                setattr(self.topology, name, 0)
            case ["nodes" | "links" as name, None]:
                setattr(self.topology, name, getattr(self.topology, name) + 1)
            case ["lab", "title"] if isinstance(event, ScalarEvent):
                self.topology.title = event.value
