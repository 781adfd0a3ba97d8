"""The images that come with a controller, which differ with its version."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.fleet.controller.node_definition import DEFINITIONS, NodeDefinition

IMAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "alpine": ("alpine-base-3-19-1",),
        "cat8000v": ("cat8000v-17-13-01a",),
        "csr1000v": ("csr1000v-17-03-08a",),
        "iol-xe": ("iol-xe-17-12-01",),
        "iosv": ("iosv-159-3-m8",),
        "iosvl2": ("iosvl2-2020",),
        "iosxrv9000": ("iosxrv9000-7-11-1",),
        "nxosv9000": ("nxosv9300-10-4-2-f",),
        "server": ("server-tcl-14-1",),
        "ubuntu": ("ubuntu-22-04-20240126",),
    }
)
"""By kind of node, of version 2.7; kinds without any have none at all."""
LATER: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "2.8": {"iol-xe": "iol-xe-17-15-01", "ubuntu": "ubuntu-24-04-20240423"},
        "2.9": {"cat8000v": "cat8000v-17-16-01a", "iosv": "iosv-159-3-m10"},
    }
)
"""What came with a version beside that."""


def images_at(version: str) -> dict[NodeDefinition, tuple[str, ...]]:
    """Tell the images of every kind of node that a controller of this version has."""
    release = tuple(map(int, version.split("+", maxsplit=1)[0].split(".")[:2]))
    images = {name: list(IMAGES.get(name, ())) for name in DEFINITIONS}
    for since, added in LATER.items():
        if tuple(map(int, since.split("."))) <= release:
            for name, image in added.items():
                images[name].append(image)
    return {DEFINITIONS[name]: tuple(names) for name, names in images.items()}
