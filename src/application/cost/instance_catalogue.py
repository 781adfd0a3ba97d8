"""The key figures of instance types."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from application.cost.data_file import rows_of
from application.cost.refreshed_catalogue import RefreshedCatalogue
from domain.catalogue.instance_facts import InstanceFacts

TABLE_SOURCE = "DescribeInstanceTypes in us-east-1, as moto 5.2.5 brings its answer; i3.metal: Amazon EC2 User Guide"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownInstanceType:
    """A type, from where it is known, and the day that was true; `as_of` is None where nobody said it."""

    name: str
    facts: InstanceFacts
    source: str
    as_of: str | None


class InstanceCatalogue:
    """Knows what was refreshed, and beneath it the types that CML is run on: those of `instance_types.csv`.

    From DescribeInstanceTypes in us-east-1, as moto 5.2.5 brings its answer (2026); i3.metal, which that lacks, from
    the Amazon EC2 User Guide, "Storage optimized instances".
    """

    def __init__(self, refreshed: RefreshedCatalogue) -> None:
        self._refreshed = refreshed
        self._by_type: Mapping[str, InstanceFacts] = {
            row["instance_type"]: _facts(row) for row in rows_of("instance_types.csv")
        }

    def facts_of(self, instance_type: str) -> InstanceFacts | None:
        """The facts of a type, None for one that is not known here."""
        if refreshed := self._refreshed.find(InstanceFacts, instance_type):
            return refreshed.facts
        return self._by_type.get(instance_type)

    def when_changed(self, observer: Callable[[], None]) -> None:
        """Call `observer` whenever other facts may hold; it must not wait."""
        self._refreshed.when_changed(observer)

    def all(self) -> Iterator[KnownInstanceType]:
        """Every type that is known, by name."""
        refreshed = {entry.key: entry for entry in self._refreshed.all(InstanceFacts)}
        for name in sorted({*refreshed, *self._by_type}):
            if entry := refreshed.get(name):
                as_of = entry.as_of.date().isoformat()
                yield KnownInstanceType(name=name, facts=entry.facts, source=entry.source, as_of=as_of)
            else:
                yield KnownInstanceType(name=name, facts=self._by_type[name], source=TABLE_SOURCE, as_of=None)


def _facts(row: Mapping[str, str]) -> InstanceFacts:
    return InstanceFacts(
        vcpus=int(row["vcpus"]),
        memory_gib=float(row["memory_gib"]),
        network=row["network"],
        bare_metal=row["bare_metal"] == "yes",
        architecture=row["architecture"],
    )
