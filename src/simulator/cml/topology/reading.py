"""From a file to the design of a lab."""

from itertools import chain
from typing import Final

import yaml

from simulator.cml.shapes.topology_shape import SCHEMA_VERSION
from simulator.cml.topology.members import TopologyError, coordinate, label, member
from simulator.fleet.controller.lab_design import InterfaceDesign, LabDesign, LinkDesign, NodeDesign

VERSIONS: Final = frozenset(
    {"0.0.1", "0.0.2", "0.0.3", "0.0.4", "0.0.5", "0.1.0", "0.2.0", "0.2.1", "0.2.2", SCHEMA_VERSION}
)
LONGEST_TITLE: Final = 64
MOST_NODES: Final = 2_000
DEEPEST: Final = 20


def read_topology(text: bytes, title: str | None) -> LabDesign:
    """Read a topology; a title given takes the place of its own. Raises TopologyError."""
    document = _parsed(text)
    lab = member(document, "lab", dict)
    if str(lab.get("version")) not in VERSIONS:
        raise TopologyError("lab.version is not a known topology schema version.")
    named = title or str(lab.get("title") or "Imported lab")
    if len(named) > LONGEST_TITLE:
        raise TopologyError(f"The title is longer than {LONGEST_TITLE} characters.")
    nodes = [_node(each) for each in member(document, "nodes", list)]
    links = [_link(each) for each in member(document, "links", list)]
    _refuse_loose_ends(nodes, links)
    description, notes = member(lab, "description", str, ""), member(lab, "notes", str, "")
    return LabDesign(named, description, notes, nodes, links)


def _parsed(text: bytes) -> object:
    """Parse YAML, once it is known not to be nested so deeply that libyaml's loader would end the process."""
    try:
        _refuse_depths(text)
        document: object = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise TopologyError(f"The topology is not valid YAML: {error}") from error
    return document


def _refuse_depths(text: bytes) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise TopologyError(
                f"The topology is not valid YAML for CML: it is nested more than {DEEPEST} levels deep."
            )


def _node(document: object) -> NodeDesign:
    name = label(document, "id")
    interfaces = [_interface(each, number) for number, each in enumerate(member(document, "interfaces", list, []))]
    names = [each.name for each in interfaces]
    if len(set(names)) < len(names):
        raise TopologyError(f"Node {name} has two interfaces of one id.")
    configuration = member(document, "configuration", (str, list), "")
    return NodeDesign(
        name=name,
        label=label(document),
        definition=label(document, "node_definition"),
        x=coordinate(document, "x"),
        y=coordinate(document, "y"),
        configuration=configuration if isinstance(configuration, str) else "",
        tags=tuple(map(str, member(document, "tags", list, []))),
        interfaces=tuple(interfaces),
        ram_mib=member(document, "ram", int, None),
        cpus=member(document, "cpus", int, None),
    )


def _interface(document: object, number: int) -> InterfaceDesign:
    is_loopback = member(document, "type", str) == "loopback"
    labelled, slot = label(document, default=f"port{number}"), member(document, "slot", int, None)
    return InterfaceDesign(label(document, "id"), labelled, slot, is_loopback)


def _link(document: object) -> LinkDesign:
    a = (label(document, "n1"), label(document, "i1"))
    b = (label(document, "n2"), label(document, "i2"))
    return LinkDesign(a, b, label(document, default=None))


def _refuse_loose_ends(nodes: list[NodeDesign], links: list[LinkDesign]) -> None:
    names = [node.name for node in nodes]
    if len(set(names)) < len(names):
        raise TopologyError("Two nodes have one id.")
    if len(nodes) > MOST_NODES:
        raise TopologyError(f"There are more than {MOST_NODES} nodes.")
    ports = {(node.name, port.name) for node in nodes for port in node.interfaces}
    ends = list(chain.from_iterable((link.a, link.b) for link in links))
    if not ports.issuperset(ends):
        raise TopologyError("A link ends at an interface that no node has.")
    if len(set(ends)) < len(ends):
        raise TopologyError("Two links end at one interface.")
