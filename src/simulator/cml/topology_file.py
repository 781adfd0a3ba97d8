"""Topologies as files: YAML as CML 2.9 writes and reads it."""

from collections.abc import Mapping
from itertools import chain
from typing import Any, Final, TypeVar

import yaml

from simulator.cml.shapes.topology_shape import SCHEMA_VERSION
from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.lab_design import InterfaceDesign, LabDesign, LinkDesign, NodeDesign

VERSIONS: Final = frozenset(
    {"0.0.1", "0.0.2", "0.0.3", "0.0.4", "0.0.5", "0.1.0", "0.2.0", "0.2.1", "0.2.2", SCHEMA_VERSION}
)
LONGEST_TITLE: Final = 64
MOST_NODES: Final = 2_000
Wanted = TypeVar("Wanted")


class TopologyError(Exception):
    """The text is no topology; says what is wrong with it."""


def read_topology(text: bytes, title: str | None) -> LabDesign:
    """Read a topology; a title given takes the place of its own. Raises TopologyError."""
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise TopologyError(f"The topology is not valid YAML: {error}") from error
    lab = _member(document, "lab", dict)
    if str(lab.get("version")) not in VERSIONS:
        raise TopologyError("lab.version is not a known topology schema version.")
    named = title or str(lab.get("title") or "Imported lab")
    if len(named) > LONGEST_TITLE:
        raise TopologyError(f"The title is longer than {LONGEST_TITLE} characters.")
    nodes = [_node(each) for each in _member(document, "nodes", list)]
    links = [_link(each) for each in _member(document, "links", list)]
    _refuse_loose_ends(nodes, links)
    return LabDesign(named, str(lab.get("description") or ""), str(lab.get("notes") or ""), nodes, links)


def write_topology(lab: Lab) -> bytes:
    """Write a lab as a file, with short names instead of ids."""
    nodes, ports = _short_names(lab)
    document = {
        "annotations": [],
        "lab": {"description": lab.description, "notes": lab.notes, "title": lab.title, "version": SCHEMA_VERSION},
        "links": [
            {
                "id": f"l{number}",
                "n1": nodes[link.node_a],
                "n2": nodes[link.node_b],
                "i1": ports[link.interface_a],
                "i2": ports[link.interface_b],
                "label": link.label,
            }
            for number, link in enumerate(lab.links)
        ],
        "nodes": [
            {
                "id": nodes[node.node_id],
                "label": node.label,
                "node_definition": node.definition.name,
                "x": node.x,
                "y": node.y,
                "ram": node.ram_mib,
                "cpus": node.cpus,
                "tags": list(node.tags),
                "configuration": node.configuration,
                "interfaces": [
                    {
                        "id": ports[port.interface_id],
                        "label": port.label,
                        "type": "loopback" if port.is_loopback else "physical",
                        **({} if port.slot is None else {"slot": port.slot}),
                    }
                    for port in node.interfaces
                ],
            }
            for node in lab.nodes.values()
        ],
    }
    return yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, encoding="utf-8", sort_keys=False)


def _short_names(lab: Lab) -> tuple[dict[str, str], dict[str, str]]:
    """Number nodes, and the interfaces of each."""
    nodes = {node_id: f"n{number}" for number, node_id in enumerate(lab.nodes)}
    ports = [
        (port.interface_id, f"i{number}") for node in lab.nodes.values() for number, port in enumerate(node.interfaces)
    ]
    return nodes, dict(ports)


def _node(document: object) -> NodeDesign:
    name = _member(document, "id", str)
    interfaces = [_interface(each, number) for number, each in enumerate(_member(document, "interfaces", list, []))]
    names = [each.name for each in interfaces]
    if len(set(names)) < len(names):
        raise TopologyError(f"Node {name} has two interfaces of one id.")
    configuration = _member(document, "configuration", (str, list), "")
    return NodeDesign(
        name=name,
        label=_member(document, "label", str),
        definition=_member(document, "node_definition", str),
        x=int(_member(document, "x", (int, float))),
        y=int(_member(document, "y", (int, float))),
        configuration=configuration if isinstance(configuration, str) else "",
        tags=tuple(map(str, _member(document, "tags", list, []))),
        interfaces=tuple(interfaces),
        ram_mib=_member(document, "ram", int, None),
        cpus=_member(document, "cpus", int, None),
    )


def _interface(document: object, number: int) -> InterfaceDesign:
    name = _member(document, "id", str)
    is_loopback = _member(document, "type", str) == "loopback"
    return InterfaceDesign(
        name, _member(document, "label", str, f"port{number}"), _member(document, "slot", int, None), is_loopback
    )


def _link(document: object) -> LinkDesign:
    a = (_member(document, "n1", str), _member(document, "i1", str))
    b = (_member(document, "n2", str), _member(document, "i2", str))
    return LinkDesign(a, b, _member(document, "label", str, None))


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


_REQUIRED: Final = object()


def _member(document: object, name: str, kind: type[Any] | tuple[type[Any], ...], default: Any = _REQUIRED) -> Any:
    """Read a member of a mapping. Raises TopologyError when it is missing or of another kind."""
    if not isinstance(document, Mapping):
        raise TopologyError(f"A mapping with {name} is expected.")
    value = document.get(name)
    if value is None and default is not _REQUIRED:
        return default
    if not isinstance(value, kind):
        raise TopologyError(f"{name} is missing or of the wrong type.")
    return value
