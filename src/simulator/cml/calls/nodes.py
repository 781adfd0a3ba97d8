"""Nodes, one by one and all at once."""

from http import HTTPStatus
from typing import Any, Final

from simulator.cml.ask import Ask
from simulator.cml.reply import CmlError, Reply, json_reply
from simulator.cml.shapes.node_shape import node_shape
from simulator.cml.shapes.topology_shape import link_shape
from simulator.fleet.controller.lab import Lab, LabState
from simulator.fleet.controller.lab_node import LabNode

FIRST_WITH_ALL_NODES: Final = (2, 5)


def release_of(version: str) -> tuple[int, ...]:
    """Tell major and minor of a version such as `2.9.0+build.3`."""
    return tuple(int(number) for number in version.split(".")[:2])


def list_nodes(ask: Ask) -> Reply:
    """Show all nodes of all labs that the caller may see. Raises CmlError, 404, where the version is older than 2.5."""
    if release_of(ask.controller.version) < FIRST_WITH_ALL_NODES:
        raise CmlError(HTTPStatus.NOT_FOUND, "Not found")
    return json_reply([_shown(ask, lab, node) for lab in ask.visible_labs() for node in lab.nodes.values()])


def list_lab_nodes(ask: Ask) -> Reply:
    """List the ids of a lab's nodes, or show the nodes."""
    lab = ask.lab()
    if ask.flag("data") or ask.flag("operational"):
        return json_reply([_shown(ask, lab, node) for node in lab.nodes.values()])
    return json_reply(list(lab.nodes))


def show_node(ask: Ask) -> Reply:
    """Show a node."""
    return json_reply(_shown(ask, ask.lab(), ask.node()))


def element_states(ask: Ask) -> Reply:
    """Tell the state of every node, link and interface."""
    lab = ask.lab()
    nodes = {node_id: node.state_at(ask.now) for node_id, node in lab.nodes.items()}
    attached = {node_id: _attached(is_active=state.is_active) for node_id, state in nodes.items()}
    interfaces = {
        interface.interface_id: attached[node.node_id] for node in lab.nodes.values() for interface in node.interfaces
    }
    links = {
        link.link_id: _attached(is_active=nodes[link.node_a].is_active and nodes[link.node_b].is_active)
        for link in lab.links
    }
    return json_reply({"nodes": nodes, "links": links, "interfaces": interfaces})


def simulation_stats(ask: Ask) -> Reply:
    """Tell what nodes and links do, by their ids: so the official client reads it, though CML's schema says lists."""
    lab, now = ask.lab(), ask.now
    nodes = {node.node_id: {"cpu_usage": round(100 * node.cores_at(now), 2)} for node in lab.active_at(now)}
    links = {link.link_id: {**link_shape(link, lab), **_traffic(nodes, link.node_a)} for link in lab.links}
    return json_reply({"nodes": nodes, "links": links})


def layer3_addresses(ask: Ask) -> Reply:
    """Tell the addresses that were snooped: none, for nothing is sent here."""
    return json_reply({node.node_id: {"name": node.label, "interfaces": {}} for node in ask.lab().active_at(ask.now)})


def lab_resource_pools(ask: Ask) -> Reply:
    """List the resource pools of a lab: none."""
    ask.lab()
    return json_reply([])


def resource_pools(_ask: Ask) -> Reply:
    """List the resource pools: none."""
    return json_reply([])


def _shown(ask: Ask, lab: Lab, node: LabNode) -> dict[str, Any]:
    return node_shape(
        node,
        lab.lab_id,
        ask.controller.compute_id,
        ask.now,
        operational=ask.flag("operational"),
        configuration=not ask.flag("exclude_configurations"),
    )


def _attached(*, is_active: bool) -> LabState:
    return LabState.STARTED if is_active else LabState.DEFINED_ON_CORE


def _traffic(nodes: dict[str, Any], node_id: str) -> dict[str, int]:
    amount = 1 if node_id in nodes else 0
    return {"readbytes": 1500 * amount, "readpackets": amount, "writebytes": 1500 * amount, "writepackets": amount}
