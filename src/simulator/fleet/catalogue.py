"""What the simulated account has on offer: instance types, machine images, courses, owners."""

import re
from dataclasses import dataclass
from typing import Final

from simulator.fleet.draws import aws_id

INSTANCE_TYPES: Final = (
    "c5.2xlarge",
    "c5.2xlarge",
    "c5.4xlarge",
    "c5.4xlarge",
    "m5.2xlarge",
    "m5.4xlarge",
    "m5zn.metal",
)
"""The types in the proportion in which the fleet uses them."""

GIB_PER_VIRTUAL_CPU: Final = {"c": 2, "m": 4, "r": 8}
_CML_VERSION: Final = re.compile(r"cml(\d+\.\d+)")
VIRTUAL_CPUS: Final = {"2xlarge": 8, "4xlarge": 16, "metal": 48}
IMAGE_NAMES: Final = (
    "cisco-cml2.7-lablet-v0.0.9",
    "cisco-cml2.8-lablet-v0.1.2",
    "cisco-cml2.9-lablet-v0.1.6",
    "cisco-cml2.9-lablet-v0.2.0",
)
COURSES: Final = ("ccna", "ccnp", "ccie", "devnet")
_TYPE_NAME: Final = re.compile(
    r"[a-z][a-z0-9-]*\d[a-z0-9-]*\.(?:nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)"
)
OWNERS: Final = ("lab-operations", "certification", "learning")


@dataclass(frozen=True, slots=True)
class Image:
    """A machine image: one id for each region and name."""

    image_id: str
    name: str
    region: str
    created_at: str
    """ISO 8601, as AWS writes it."""


def images_of(region: str, seed: int) -> tuple[Image, ...]:
    """List the region's images, the oldest first."""
    return tuple(
        Image(aws_id("ami", seed, region, name), name, region, f"2025-{month:02d}-15T08:30:00.000Z")
        for month, name in enumerate(IMAGE_NAMES, start=4)
    )


def virtual_cpus(instance_type: str) -> int:
    """Tell how many virtual CPUs a type has; 8 for a type outside the catalogue."""
    return VIRTUAL_CPUS.get(instance_type.partition(".")[2], 8)


def is_instance_type(name: str) -> bool:
    """Tell whether EC2 could have a type of this name; the catalogue is only what the fleet uses."""
    return _TYPE_NAME.fullmatch(name) is not None


def version_in(image_name: str) -> str:
    """Tell the CML version that an image's name speaks of; a recent one when it speaks of none."""
    found = _CML_VERSION.search(image_name)
    return f"{found.group(1) if found else '2.9'}.0+build.3"


def memory_gib(instance_type: str) -> int:
    """Tell how much memory a type has: the families differ in what they have for each virtual CPU."""
    return virtual_cpus(instance_type) * GIB_PER_VIRTUAL_CPU.get(instance_type[:1], 4)
