"""The labs that the simulated workers were given."""

from typing import Final

from simulator.fleet.controller.lab_design import InterfaceDesign, LabDesign, LinkDesign, NodeDesign
from simulator.fleet.draws import choose, draw

TITLES: Final = (
    "BGP route reflectors",
    "OSPF multi-area",
    "EIGRP named mode",
    "Spanning tree and EtherChannel",
    "DMVPN phase 3",
    "MPLS layer 3 VPN",
    "SD-Access underlay",
    "VXLAN EVPN fabric",
    "IPv6 transition",
    "Zone-based firewall",
    "QoS on the WAN edge",
    "NETCONF and YANG",
)
ROUTERS: Final = ("iosv", "iosv", "iosvl2", "iol-xe")
FEWEST_ROUTERS: Final = 3
ROUTERS_SPREAD: Final = 4
PORTS_OF_ROUTER: Final = 3
SPACING: Final = 160


def drawn_lab(*seed: object) -> LabDesign:
    """Draw a lab: a ring of three to six routers, each second one with a host."""
    number = draw(*seed, "number") % 1000
    count = FEWEST_ROUTERS + draw(*seed, "routers") % ROUTERS_SPREAD
    kind = choose(ROUTERS, *seed, "kind")
    routers = [_router(index, kind) for index in range(count)]
    hosts = [_host(index) for index in range(0, count, 2)]
    ring = [LinkDesign((f"r{index}", "i0"), (f"r{(index + 1) % count}", "i1")) for index in range(count)]
    stubs = [LinkDesign((f"r{index}", "i2"), (f"h{index}", "i0")) for index in range(0, count, 2)]
    return LabDesign(
        title=f"{choose(TITLES, *seed, 'title')} {number:03d}",
        description=f"{count} routers in a ring.",
        nodes=[*routers, *hosts],
        links=[*ring, *stubs],
    )


def _router(index: int, kind: str) -> NodeDesign:
    interfaces = tuple(InterfaceDesign(f"i{port}", f"GigabitEthernet0/{port}", port) for port in range(PORTS_OF_ROUTER))
    label = f"R{index + 1}"
    return NodeDesign(
        f"r{index}", label, kind, SPACING * index, 0, f"hostname {label}\nend\n", ("routers",), interfaces
    )


def _host(index: int) -> NodeDesign:
    interface = InterfaceDesign("i0", "eth0", 0)
    return NodeDesign(f"h{index}", f"PC{index + 1}", "alpine", SPACING * index, SPACING, interfaces=(interface,))
