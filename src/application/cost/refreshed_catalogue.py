"""RefreshedCatalogue: the entries of the catalogue, in the memory of this process."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.catalogue.catalogue_entry import KINDS, AnyEntry, CatalogueEntry, TFacts, entry_id


class RefreshedCatalogue:
    """As they were last read from where they are kept; empty before that, and where nothing was ever refreshed."""

    def __init__(self) -> None:
        self._entries: dict[str, CatalogueEntry[Any]] = {}
        self._observers: list[Callable[[], None]] = []

    def load(self, entries: Iterable[AnyEntry]) -> None:
        """Hold these and no others."""
        found = {entry.id: entry for entry in entries}
        if found != self._entries:
            self._entries = found
            for observer in self._observers:
                observer()

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever there are others; it must not wait."""
        self._observers.append(observer)

    def find(self, facts: type[TFacts], key: str) -> CatalogueEntry[TFacts] | None:
        """One entry with facts of this type."""
        return self._entries.get(entry_id(KINDS[facts], key))

    def all(self, facts: type[TFacts]) -> list[CatalogueEntry[TFacts]]:
        """Every entry with facts of this type, by key."""
        return sorted(
            (entry for entry in self._entries.values() if isinstance(entry.facts, facts)), key=lambda entry: entry.key
        )
