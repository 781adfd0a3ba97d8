"""What a controller with five labs of four nodes answers."""

from typing import Any
from uuid import UUID

import orjson

LABS, NODES_PER_LAB = 5, 4


def _id(number: int) -> str:
    return str(UUID(int=number, version=4))


def _node(lab: int, number: int) -> dict[str, Any]:
    return {
        "id": _id(1000 + lab * 100 + number),
        "lab_id": _id(lab),
        "label": f"router-{number}",
        "x": 100 * number,
        "y": 40,
        "node_definition": "iosv",
        "image_definition": None,
        "state": "BOOTED",
        "boot_progress": "Booted",
        "cpus": 1,
        "ram": 512,
        "cpu_limit": 100,
        "data_volume": None,
        "boot_disk_size": None,
        "hide_links": False,
        "tags": ["core", "ospf"],
        "parameters": {},
        "serial_consoles": [{"console_key": _id(5000 + lab), "device_number": 0, "label": "serial0"}],
        "operational": {
            "boot_disk_size": None,
            "cpu_limit": 100,
            "cpus": 1,
            "data_volume": None,
            "ram": 512,
            "compute_id": _id(9),
            "image_definition": None,
            "vnc_key": _id(7000 + lab),
            "resource_pool": None,
        },
    }


def _lab(number: int) -> dict[str, Any]:
    return {
        "id": _id(number),
        "lab_title": f"OSPF with two areas {number}",
        "lab_description": "Two areas, one backbone. " * 4,
        "lab_notes": "",
        "owner": _id(77),
        "owner_username": "ada",
        "owner_fullname": "Ada Lovelace",
        "state": "STARTED",
        "node_count": NODES_PER_LAB,
        "link_count": 3,
        "created": "2026-05-01T10:00:00+00:00",
        "modified": "2026-05-02T10:00:00+00:00",
        "groups": [],
        "effective_permissions": ["lab_admin"],
    }


_DISK = {"used": 40_000_000_000, "free": 60_000_000_000, "total": 100_000_000_000}
_LOAD = {"cpu": {"count": 16, "percent": 37.5}, "memory": {"used": 25e9, "free": 75e9, "total": 100e9}, "disk": _DISK}
_DOMINFO = {"total_nodes": 20, "running_nodes": 20, "allocated_cpus": 20, "allocated_memory": 10240}

BODIES: dict[str, bytes] = {
    path: orjson.dumps(answer)
    for path, answer in {
        "/system_information": {"version": "2.9.0+build.3", "ready": True, "oui": None},
        "/system_stats": {
            "computes": {_id(9): {"hostname": "cml", "is_controller": True, "stats": {**_LOAD, "dominfo": _DOMINFO}}},
            "all": _LOAD,
            "controller": {"disk": _DISK},
        },
        "/labs": [_id(number) for number in range(LABS)],
        "/nodes": [_node(lab, number) for lab in range(LABS) for number in range(NODES_PER_LAB)],
        **{f"/labs/{_id(number)}": _lab(number) for number in range(LABS)},
        "/authenticate": "a-token",
    }.items()
}
