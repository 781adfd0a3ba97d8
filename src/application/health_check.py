"""What can be well or not, and says so when asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Health:
    """`fault` says in a few words what is wrong, "" while all is well; `figures` say how well, in JSON values.

    The fault is told to everybody who asks for readiness, the figures only to who shows a key.
    """

    fault: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)


class HealthCheck(Protocol):
    """A service that looks after one thing; listed in the `HEALTH_CHECKS` of its word or adapter.

    `is_essential`: whether this process should be sent no requests while the thing is not well.
    """

    health_name: ClassVar[str]
    is_essential: ClassVar[bool]

    async def health_async(self) -> Health:
        """Look; quick, and a source that does not answer is a fault and not an error."""
