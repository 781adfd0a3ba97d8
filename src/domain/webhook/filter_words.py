"""FilterWords: which events somebody wants, in the words of the event stream."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterWords:
    """Empty = all. `event_types` are categories and short types, `tags` are `KEY:VALUE` and must all be there."""

    worker_ids: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
