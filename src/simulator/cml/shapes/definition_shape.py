"""Kinds of nodes and their images in CML's JSON (SimplifiedNodeDefinitionResponse, ImageDefinition)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from simulator.fleet.controller.node_definition import NodeDefinition

NATURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alpine": "host",
        "external_connector": "external_connector",
        "iosvl2": "switch",
        "nxosv9000": "switch",
        "server": "server",
        "ubuntu": "server",
        "unmanaged_switch": "switch",
    }
)
"""Of those that are no routers."""
ICONS: Final[Mapping[str, str]] = MappingProxyType({"external_connector": "cloud"})
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cat8000v": "CAT8000V",
        "csr1000v": "CSR1000v",
        "iol-xe": "IOL XE",
        "iosv": "IOSv",
        "iosvl2": "IOSvL2",
        "iosxrv9000": "IOS XRv 9000",
        "nxosv9000": "NX-OSv 9000",
    }
)
"""Of those that are not called by their own name."""
PORTS: Final = 4


def simplified_shape(definition: NodeDefinition, images: Sequence[str]) -> dict[str, Any]:
    """Show a kind of node as the user interface wants it."""
    name = definition.name
    nature = NATURES.get(name, "router")
    return {
        "id": name,
        "general": {"nature": nature, "description": f"{label_of(name)} reference platform", "read_only": True},
        "device": {"interfaces": _interfaces()},
        "ui": {
            "visible": True,
            "label_prefix": f"{name}-",
            "icon": ICONS.get(nature, nature),
            "label": label_of(name),
            "description": "",
            "group": "Cisco" if name in LABELS else "Others",
            "has_configuration": True,
            "show_ram": True,
            "show_cpus": True,
        },
        "sim": {"ram": definition.ram_mib, "cpus": definition.cpus, "console": True, "simulate": True, "vnc": False},
        "image_definitions": list(images),
    }


def image_shape(definition: NodeDefinition, name: str) -> dict[str, Any]:
    """Show an image."""
    return {
        "id": name,
        "node_definition_id": definition.name,
        "label": f"{label_of(definition.name)} {name.partition('-')[2]}",
        "description": "",
        "disk_image": f"{name}.qcow2",
        "read_only": True,
        "schema_version": "0.0.1",
    }


def label_of(name: str) -> str:
    """Tell what people call a kind of node."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _interfaces() -> dict[str, Any]:
    physical = [f"GigabitEthernet0/{port}" for port in range(PORTS)]
    return {"serial_ports": 1, "physical": physical, "has_loopback_zero": False, "default_count": PORTS}
