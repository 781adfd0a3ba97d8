"""Definitions of nodes and images with the workers that have them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from application.catalogue.catalogue_dto import DefinitionSetDto, ImageDefinitionDto, NodeDefinitionDto
from domain.catalogue.catalogue_entry import CatalogueEntry, DefinitionSet
from domain.catalogue.cml_definitions import ImageDefinition, NodeDefinition

Sets = Sequence[CatalogueEntry[DefinitionSet]]
Definition = TypeVar("Definition", NodeDefinition, ImageDefinition)


def node_definitions(sets: Sets) -> list[NodeDefinitionDto]:
    """Every kind of node, by id."""
    found = _by_definition((each, each.facts.definitions.node_definitions) for each in sets)
    return [
        NodeDefinitionDto(id=each.id, label=each.label, worker_count=_count(found[each]), set_ids=_ids(found[each]))
        for each in sorted(found)
    ]


def image_definitions(sets: Sets) -> list[ImageDefinitionDto]:
    """Every image, by id."""
    found = _by_definition((each, each.facts.definitions.image_definitions) for each in sets)
    return [
        ImageDefinitionDto(
            id=each.id,
            label=each.label,
            node_definition=each.node_definition,
            worker_count=_count(found[each]),
            set_ids=_ids(found[each]),
        )
        for each in sorted(found)
    ]


def definition_set(entry: CatalogueEntry[DefinitionSet]) -> DefinitionSetDto:
    """Show a set."""
    return DefinitionSetDto(id=entry.key, worker_ids=entry.facts.worker_ids, source=entry.source, as_of=entry.as_of)


def _by_definition(
    sets: Iterable[tuple[CatalogueEntry[DefinitionSet], Iterable[Definition]]],
) -> dict[Definition, list[CatalogueEntry[DefinitionSet]]]:
    found: dict[Definition, list[CatalogueEntry[DefinitionSet]]] = {}
    for entry, definitions in sets:
        for definition in definitions:
            found.setdefault(definition, []).append(entry)
    return found


def _count(sets: Sets) -> int:
    return sum(len(each.facts.worker_ids) for each in sets)


def _ids(sets: Sets) -> list[str]:
    return [each.key for each in sets]
