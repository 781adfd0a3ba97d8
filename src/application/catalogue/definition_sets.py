"""Which workers have which definitions, after some of them were read again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from application.catalogue.catalogue_readings import CONTROLLERS
from domain.catalogue.catalogue_entry import AnyEntry, CatalogueEntry, DefinitionSet
from domain.catalogue.cml_definitions import CMLDefinitions


def definition_sets(
    before: Iterable[AnyEntry], read: Mapping[str, CMLDefinitions], active: Collection[str], now: datetime
) -> Iterator[CatalogueEntry[DefinitionSet]]:
    """Give an entry for each distinct set; of workers that were not read, what was last known holds.

    Workers that are not `active` have left the fleet, and are in no set.
    """
    known = {entry.key: (entry.facts, entry.as_of) for entry in before if isinstance(entry.facts, DefinitionSet)}
    definitions: dict[str, CMLDefinitions] = {}
    members: dict[str, set[str]] = {}
    for digest, (facts, _) in known.items():
        definitions[digest] = facts.definitions
        members[digest] = set(facts.worker_ids).intersection(active) - read.keys()
    fresh = {worker_id: each.digest for worker_id, each in read.items() if worker_id in active}
    for worker_id, digest in fresh.items():
        definitions[digest] = read[worker_id]
        members.setdefault(digest, set()).add(worker_id)
    confirmed = set(fresh.values())
    for digest, worker_ids in members.items():
        if worker_ids:
            as_of = now if digest in confirmed else known[digest][1]
            facts = DefinitionSet(definitions=definitions[digest], worker_ids=tuple(sorted(worker_ids)))
            yield CatalogueEntry(key=digest, facts=facts, source=CONTROLLERS, as_of=as_of)
