"""The calls of CML's API that are answered here, by method and path."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.cml.ask import Ask
from simulator.cml.calls import access, definitions, labs, licensing, nodes, system, topologies
from simulator.cml.reply import Reply

PREFIX: Final = "/api/v0/"
UUID: Final = re.compile(r"[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}")


@dataclass(frozen=True, slots=True)
class Route:
    """How a call is answered, and whether it asks for a token."""

    answer: Callable[[Ask], Reply]
    is_open: bool = False


class Place(NamedTuple):
    """A path with `{}` for each id in it, and the ids."""

    template: str
    ids: tuple[str, ...]


ROUTES: Final[Mapping[str, Route]] = MappingProxyType(
    {
        "POST authenticate": Route(access.authenticate, is_open=True),
        "POST auth_extended": Route(access.auth_extended, is_open=True),
        "GET authok": Route(access.authok),
        "GET authentication": Route(access.authentication),
        "DELETE logout": Route(access.logout),
        "GET users": Route(access.list_users),
        "GET users/{}": Route(access.find_user),
        "GET system_information": Route(system.system_information, is_open=True),
        "GET system_stats": Route(system.system_stats),
        "GET system_health": Route(system.system_health),
        "GET system/maintenance_mode": Route(system.maintenance_mode, is_open=True),
        "PATCH system/maintenance_mode": Route(system.set_maintenance_mode),
        "GET telemetry": Route(system.telemetry),
        "GET telemetry/events": Route(system.telemetry_events),
        "GET licensing": Route(licensing.licensing),
        "GET licensing/features": Route(licensing.features),
        "POST licensing/registration": Route(licensing.register),
        "PUT licensing/registration/renew": Route(licensing.renew_registration),
        "PUT licensing/authorization/renew": Route(licensing.renew_authorization),
        "DELETE licensing/deregistration": Route(licensing.deregister),
        "PUT licensing/product_license": Route(licensing.set_product),
        "PUT licensing/transport": Route(licensing.set_transport),
        "GET labs": Route(labs.list_labs),
        "GET labs/{}": Route(labs.show_lab),
        "PATCH labs/{}": Route(labs.edit_lab),
        "DELETE labs/{}": Route(labs.delete_lab),
        "GET labs/{}/topology": Route(labs.show_topology),
        "GET labs/{}/state": Route(labs.lab_state),
        "PUT labs/{}/start": Route(labs.start_lab),
        "PUT labs/{}/stop": Route(labs.stop_lab),
        "PUT labs/{}/wipe": Route(labs.wipe_lab),
        "GET labs/{}/check_if_converged": Route(labs.has_converged),
        "GET labs/{}/download": Route(topologies.download_lab),
        "POST import": Route(topologies.import_lab),
        "GET nodes": Route(nodes.list_nodes),
        "GET labs/{}/nodes": Route(nodes.list_lab_nodes),
        "GET labs/{}/nodes/{}": Route(nodes.show_node),
        "GET labs/{}/lab_element_state": Route(nodes.element_states),
        "GET labs/{}/simulation_stats": Route(nodes.simulation_stats),
        "GET labs/{}/layer3_addresses": Route(nodes.layer3_addresses),
        "GET labs/{}/resource_pools": Route(nodes.lab_resource_pools),
        "GET resource_pools": Route(nodes.resource_pools),
        "GET simplified_node_definitions": Route(definitions.simplified_node_definitions),
        "GET image_definitions": Route(definitions.image_definitions),
    }
)
"""By method and path below /api/v0/."""


def place_of(path: str) -> Place:
    """Take the ids out of a path."""
    below = path.removeprefix(PREFIX)
    return Place(UUID.sub("{}", below), tuple(UUID.findall(below)))
