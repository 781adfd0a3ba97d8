"""What somebody wants to launch."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.fleet.catalogue import Image


@dataclass(frozen=True, slots=True)
class LaunchOrder:
    """Instances that are alike, launched together; None leaves a choice to the account's own ways."""

    region: str
    count: int = 1
    image: Image | None = None
    instance_type: str | None = None
    zone: str | None = None
    key_name: str | None = None
    """An empty text launches without a key."""
    tags: Mapping[str, str] | None = None
    user_data: str = field(default="", repr=False)
    has_detailed_monitoring: bool | None = None
