"""What a lab is to be made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.lab_node import Interface, LabNode, Link
from simulator.fleet.controller.node_definition import definition_of
from simulator.fleet.controller.node_life import NodeLife
from simulator.fleet.controller.user import User

NewId = Callable[..., str]
"""Makes an id from words that say what it is for."""


class InterfaceDesign(NamedTuple):
    """An interface, under the name that the design's links use."""

    name: str
    label: str
    slot: int | None = None
    is_loopback: bool = False


@dataclass(frozen=True, slots=True)
class NodeDesign:
    """A node, under the name that the design's links use."""

    name: str
    label: str
    definition: str
    x: int = 0
    y: int = 0
    configuration: str = ""
    tags: tuple[str, ...] = ()
    interfaces: tuple[InterfaceDesign, ...] = ()
    ram_mib: int | None = None
    cpus: int | None = None


class LinkDesign(NamedTuple):
    """A cable between (node, interface) and (node, interface)."""

    a: tuple[str, str]
    b: tuple[str, str]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class LabDesign:
    """A topology without ids."""

    title: str
    description: str = ""
    notes: str = ""
    nodes: Sequence[NodeDesign] = ()
    links: Sequence[LinkDesign] = ()

    def built(self, owner: User, now: datetime, new_id: NewId) -> Lab:
        """Make the lab."""
        nodes = {node.name: _node(node, now, new_id) for node in self.nodes}
        interfaces = {
            (design.name, interface.name): (nodes[design.name], made)
            for design in self.nodes
            for interface, made in zip(design.interfaces, nodes[design.name].interfaces, strict=True)
        }
        links = [
            _link(design, interfaces[design.a], interfaces[design.b], new_id("link", number))
            for number, design in enumerate(self.links)
        ]
        by_id = {node.node_id: node for node in nodes.values()}
        lab_id = new_id("lab")
        return Lab(lab_id, self.title, self.description, self.notes, owner, now, now, by_id, tuple(links))


def _node(design: NodeDesign, now: datetime, new_id: NewId) -> LabNode:
    definition = definition_of(design.definition)
    interfaces = tuple(
        Interface(new_id("interface", design.name, each.name), each.label, each.slot, each.is_loopback)
        for each in design.interfaces
    )
    return LabNode(
        node_id=new_id("node", design.name),
        label=design.label,
        definition=definition,
        x=design.x,
        y=design.y,
        configuration=design.configuration,
        tags=design.tags,
        interfaces=interfaces,
        life=NodeLife.begun(now),
        ram_mib=design.ram_mib or definition.ram_mib,
        cpus=design.cpus or definition.cpus,
    )


def _link(design: LinkDesign, a: tuple[LabNode, Interface], b: tuple[LabNode, Interface], link_id: str) -> Link:
    label = design.label or f"{a[0].label}-{a[1].label}<->{b[0].label}-{b[1].label}"
    return Link(link_id, label, a[0].node_id, a[1].interface_id, b[0].node_id, b[1].interface_id)
