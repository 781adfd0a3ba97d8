"""Reads `simplified_node_definitions` and `image_definitions`, as CML 2.4 to 2.10 write them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from domain.catalogue.cml_definitions import CMLDefinitions, CMLDefinitionsReading, ImageDefinition, NodeDefinition
from integration.cml.reply_fields import part, text

MOST_NAME_CHARACTERS = 250
"""Cisco's description of the API allows ids of so many."""


class Definition(msgspec.Struct):
    """One of either kind: nodes have their label under `ui`, images have one of their own. The rest is long."""

    id: Any = None
    ui: Any = None
    label: Any = None
    node_definition_id: Any = None


def definitions_reading(
    worker_id: str, nodes: Iterable[Definition], images: Iterable[Definition], taken_at: datetime
) -> CMLDefinitionsReading:
    """Put both together, in the order of ids; what has no id is left out, what has no label is called by its id."""
    node_definitions = {
        name: NodeDefinition(id=name, label=_name(part(each.ui, "label")) or name)
        for each in nodes
        if (name := _name(each.id))
    }
    image_definitions = {
        name: ImageDefinition(id=name, label=_name(each.label) or name, node_definition=_name(each.node_definition_id))
        for each in images
        if (name := _name(each.id))
    }
    definitions = CMLDefinitions(
        node_definitions=tuple(sorted(node_definitions.values())),
        image_definitions=tuple(sorted(image_definitions.values())),
    )
    return CMLDefinitionsReading(worker_id=worker_id, definitions=definitions, taken_at=taken_at)


def _name(value: object) -> str:
    return text(value, MOST_NAME_CHARACTERS)
