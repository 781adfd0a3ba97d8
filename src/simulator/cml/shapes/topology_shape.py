"""A lab's topology in CML's JSON (TopologyResponse)."""

from typing import Any, Final

from simulator.cml.shapes.node_shape import designed_node
from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.lab_node import Interface, LabNode, Link

SCHEMA_VERSION: Final = "0.3.0"


def topology_shape(lab: Lab, *, configuration: bool) -> dict[str, Any]:
    """Show nodes with their interfaces, links, and what is said about the lab."""
    return {
        "lab": {
            "version": SCHEMA_VERSION,
            "title": lab.title,
            "description": lab.description,
            "notes": lab.notes,
            "owner": lab.owner.user_id,
        },
        "nodes": [_node(node, configuration=configuration) for node in lab.nodes.values()],
        "links": [link_shape(link, lab) for link in lab.links],
        "annotations": [],
        "smart_annotations": [],
    }


def link_shape(link: Link, lab: Lab) -> dict[str, Any]:
    """Show a link."""
    return {
        "id": link.link_id,
        "label": link.label,
        "interface_a": link.interface_a,
        "interface_b": link.interface_b,
        "node_a": link.node_a,
        "node_b": link.node_b,
        "lab_id": lab.lab_id,
    }


def _node(node: LabNode, *, configuration: bool) -> dict[str, Any]:
    return {
        **designed_node(node),
        "interfaces": [_interface(each, node) for each in node.interfaces],
        **({"configuration": node.configuration} if configuration else {}),
    }


def _interface(interface: Interface, node: LabNode) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "id": interface.interface_id,
        "node": node.node_id,
        "label": interface.label,
        "type": "loopback" if interface.is_loopback else "physical",
    }
    return shape if interface.slot is None else {**shape, "slot": interface.slot}
