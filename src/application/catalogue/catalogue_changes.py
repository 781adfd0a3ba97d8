"""CatalogueChanges: what of the catalogue has to be written, and what goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from domain.catalogue.catalogue_entry import AnyEntry, CatalogueKind
from domain.catalogue.catalogue_events import CatalogueRefreshedDomainEvent

REAFFIRMED_AFTER = timedelta(days=7)
"""An entry that stays the same is written so often again, that its date does not grow too old."""
KEPT_UNUSED = timedelta(days=62)
"""Costs are worked out for the present month, also of types that nobody uses any more."""


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """Entries to write, and ids of entries to remove."""

    written: Sequence[AnyEntry]
    removed: Sequence[str]

    @classmethod
    def between(
        cls, before: Iterable[AnyEntry], read: Iterable[AnyEntry], used_ids: Collection[str], now: datetime
    ) -> Self:
        """Compare what is kept with what was read. What is used stays although it could not be read."""
        known, found = {entry.id: entry for entry in before}, {entry.id: entry for entry in read}
        written = [entry for entry in found.values() if _is_news(known.get(entry.id), entry)]
        gone = [known[each] for each in known.keys() - found.keys() if each not in used_ids]
        return cls(written, sorted(entry.id for entry in gone if _is_over(entry, now)))

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)

    def event(self, now: datetime) -> CatalogueRefreshedDomainEvent:
        """Tell it."""
        kinds = [entry.kind for entry in self.written]
        return CatalogueRefreshedDomainEvent(
            aggregate_id="fleet",
            created_at=now,
            images=kinds.count(CatalogueKind.IMAGE),
            instance_types=kinds.count(CatalogueKind.INSTANCE_TYPE),
            prices=kinds.count(CatalogueKind.PRICE),
            definition_sets=kinds.count(CatalogueKind.DEFINITION_SET),
            removed=len(self.removed),
        )


def _is_news(known: AnyEntry | None, entry: AnyEntry) -> bool:
    return known is None or not known.says_the_same_as(entry) or entry.as_of - known.as_of >= REAFFIRMED_AFTER


def _is_over(entry: AnyEntry, now: datetime) -> bool:
    """A set of definitions that no worker has is over at once."""
    return entry.kind is CatalogueKind.DEFINITION_SET or now - entry.as_of >= KEPT_UNUSED
