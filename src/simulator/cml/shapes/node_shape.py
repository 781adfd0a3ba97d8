"""A node in CML's JSON (Node)."""

from datetime import datetime
from typing import Any

from simulator.fleet.controller.lab_node import LabNode
from simulator.fleet.controller.node_life import NodeState

PROGRESS = {NodeState.BOOTED: "Booted", NodeState.STARTED: "Booting"}


def node_shape(
    node: LabNode, lab_id: str, compute_id: str, now: datetime, *, operational: bool, configuration: bool
) -> dict[str, Any]:
    """Show a node; with what it runs on, and with its configuration, if wanted."""
    state = node.state_at(now)
    runs_on = compute_id if state.is_active else None
    shape: dict[str, Any] = {
        **designed_node(node),
        "lab_id": lab_id,
        "state": state,
        "boot_progress": PROGRESS.get(state, "Not running"),
        "compute_id": runs_on,
        "pinned_compute_id": None,
        "resource_pool": None,
        "iol_app_id": None,
        "vnc_key": None,
        "serial_consoles": [],
    }
    if operational:
        shape["operational"] = _operational(node, runs_on)
    if configuration:
        shape["configuration"] = node.configuration
    return shape


def designed_node(node: LabNode) -> dict[str, Any]:
    """Show what its lab's design says of a node."""
    return {
        "id": node.node_id,
        "label": node.label,
        "x": node.x,
        "y": node.y,
        "node_definition": node.definition.name,
        "image_definition": None,
        "ram": node.ram_mib,
        "cpus": node.cpus,
        "cpu_limit": 100,
        "data_volume": None,
        "boot_disk_size": None,
        "hide_links": False,
        "tags": node.tags,
        "parameters": {},
    }


def _operational(node: LabNode, runs_on: str | None) -> dict[str, Any]:
    return {
        "boot_disk_size": None,
        "cpu_limit": 100,
        "cpus": node.cpus,
        "data_volume": None,
        "ram": node.ram_mib,
        "compute_id": runs_on,
        "image_definition": None,
        "vnc_key": None,
        "resource_pool": None,
        "iol_app_id": None,
        "serial_consoles": [],
    }
