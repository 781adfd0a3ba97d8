"""The key figures of instance types."""

from collections.abc import Mapping
from dataclasses import dataclass

from application.cost.data_file import rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFacts:
    """An instance type (Amazon EC2 API Reference, InstanceTypeInfo); `network` is AWS's text, "Up to 10 Gigabit"."""

    vcpus: int
    memory_gib: float
    network: str
    bare_metal: bool
    architecture: str


class InstanceCatalogue:
    """Knows the types that CML is run on: those of `instance_types.csv`.

    From DescribeInstanceTypes in us-east-1, as moto 5.2.5 brings its answer (2026); i3.metal, which that lacks, from
    the Amazon EC2 User Guide, "Storage optimized instances".
    """

    def __init__(self) -> None:
        self._by_type: Mapping[str, InstanceFacts] = {
            row["instance_type"]: _facts(row) for row in rows_of("instance_types.csv")
        }

    def facts_of(self, instance_type: str) -> InstanceFacts | None:
        """The facts of a type, None for one that is not known here."""
        return self._by_type.get(instance_type)


def _facts(row: Mapping[str, str]) -> InstanceFacts:
    return InstanceFacts(
        vcpus=int(row["vcpus"]),
        memory_gib=float(row["memory_gib"]),
        network=row["network"],
        bare_metal=row["bare_metal"] == "yes",
        architecture=row["architecture"],
    )
