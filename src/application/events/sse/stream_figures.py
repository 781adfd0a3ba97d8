"""StreamFigures: what the stream has done since its start, counted per flush and never per write."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigures:
    """`deliveries` are pages handed to waiting clients in `flushes`; `coalesced` events were left out of pages.

    `resets` are clients told to begin anew, by reason; `cut` those who took nothing any more.
    """

    flushes: int
    deliveries: int
    coalesced: int
    cut: int
    resets: Mapping[str, int]
