"""The kinds of nodes that a controller knows, with what each of them costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class NodeDefinition:
    """A kind of node, named as CML's reference platforms name it."""

    name: str
    ram_mib: int
    cpus: int
    busy_cores: float
    """How many cores of the host it uses once it is booted."""
    booting_cores: float
    boots: float
    """How long it boots, as a multiple of the controller's usual time."""


ALPINE: Final = NodeDefinition("alpine", 512, 1, 0.02, 0.2, 0.3)
DEFINITIONS: Final[Mapping[str, NodeDefinition]] = MappingProxyType(
    {
        each.name: each
        for each in (
            ALPINE,
            NodeDefinition("cat8000v", 4096, 1, 0.35, 1.0, 3.0),
            NodeDefinition("csr1000v", 3072, 1, 0.3, 1.0, 2.0),
            NodeDefinition("external_connector", 1, 1, 0.0, 0.0, 0.0),
            NodeDefinition("iol-xe", 768, 1, 0.15, 0.3, 0.2),
            NodeDefinition("iosv", 768, 1, 0.25, 0.8, 1.0),
            NodeDefinition("iosvl2", 768, 1, 0.3, 0.8, 1.0),
            NodeDefinition("iosxrv9000", 20480, 4, 1.2, 3.0, 5.0),
            NodeDefinition("nxosv9000", 12288, 4, 0.8, 2.0, 4.0),
            NodeDefinition("server", 128, 1, 0.01, 0.1, 0.2),
            NodeDefinition("ubuntu", 2048, 1, 0.1, 0.8, 1.5),
            NodeDefinition("unmanaged_switch", 1, 1, 0.0, 0.0, 0.0),
        )
    }
)


def definition_of(name: str) -> NodeDefinition:
    """Find a kind of node; one that nobody knows costs what a small host does."""
    return DEFINITIONS.get(name) or NodeDefinition(
        name, ALPINE.ram_mib, ALPINE.cpus, ALPINE.busy_cores, ALPINE.booting_cores, ALPINE.boots
    )
