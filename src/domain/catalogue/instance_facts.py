"""InstanceFacts: the key figures of an instance type."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFacts:
    """An instance type (Amazon EC2 API Reference, InstanceTypeInfo); `network` is AWS's text, "Up to 10 Gigabit"."""

    vcpus: int
    memory_gib: float
    network: str
    bare_metal: bool
    architecture: str
