"""From a lab to a file."""

from typing import Any

import yaml

from simulator.cml.shapes.topology_shape import SCHEMA_VERSION
from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.lab_node import Interface, LabNode, Link

Names = dict[str, str]
"""The short names of a file, by id."""


def write_topology(lab: Lab) -> bytes:
    """Write a lab, with short names instead of ids: n0, n1, ... and i0, i1, ... for the interfaces of each node."""
    names: Names = {}
    for number, node in enumerate(lab.nodes.values()):
        names[node.node_id] = f"n{number}"
        names |= {port.interface_id: f"i{place}" for place, port in enumerate(node.interfaces)}
    document = {
        "annotations": [],
        "lab": {"description": lab.description, "notes": lab.notes, "title": lab.title, "version": SCHEMA_VERSION},
        "links": [_link(link, number, names) for number, link in enumerate(lab.links)],
        "nodes": [_node(node, names) for node in lab.nodes.values()],
    }
    return yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, encoding="utf-8", sort_keys=False)


def _link(link: Link, number: int, names: Names) -> dict[str, Any]:
    return {
        "id": f"l{number}",
        "n1": names[link.node_a],
        "n2": names[link.node_b],
        "i1": names[link.interface_a],
        "i2": names[link.interface_b],
        "label": link.label,
    }


def _node(node: LabNode, names: Names) -> dict[str, Any]:
    return {
        "id": names[node.node_id],
        "label": node.label,
        "node_definition": node.definition.name,
        "x": node.x,
        "y": node.y,
        "ram": node.ram_mib,
        "cpus": node.cpus,
        "tags": list(node.tags),
        "configuration": node.configuration,
        "interfaces": [_interface(port, names) for port in node.interfaces],
    }


def _interface(port: Interface, names: Names) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": names[port.interface_id],
        "label": port.label,
        "type": "loopback" if port.is_loopback else "physical",
    }
    return shape if port.slot is None else {**shape, "slot": port.slot}
