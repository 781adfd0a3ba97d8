"""CatalogueReadings: what one run has read."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.catalogue.catalogue_entry import AnyEntry, CatalogueEntry, Facts
from domain.catalogue.cml_definitions import CMLDefinitions

EC2_IMAGES = "EC2, DescribeImages"
EC2_TYPES = "EC2, DescribeInstanceTypes"
AWS_PRICES = "AWS Price List, GetProducts"
CONTROLLERS = "CML, by the controllers"


@dataclass(slots=True)
class CatalogueReadings:
    """Entries by id, and definitions by worker; `errors` counts what could not be read."""

    as_of: datetime
    entries: dict[str, AnyEntry] = field(default_factory=dict)
    definitions: dict[str, CMLDefinitions] = field(default_factory=dict)
    errors: int = 0

    def note(self, key: str, facts: Facts, source: str) -> None:
        """Take an entry in."""
        entry = CatalogueEntry(key=key, facts=facts, source=source, as_of=self.as_of)
        self.entries[entry.id] = entry

    def count(self, facts: type[Facts]) -> int:
        """How many entries with facts of this type were read."""
        return sum(isinstance(entry.facts, facts) for entry in self.entries.values())
