"""An instance's tags, and what they were: EC2 may show a change late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

REMEMBERED_CHANGES: Final = 16


class Tagging(NamedTuple):
    """From `at` on the tags are these."""

    at: datetime
    tags: Mapping[str, str]


@dataclass(slots=True)
class TagHistory:
    """The last few sets of tags, the newest last; never empty."""

    taggings: list[Tagging]

    @classmethod
    def begun(cls, at: datetime, tags: Mapping[str, str]) -> "TagHistory":
        """Begin with these tags."""
        return cls([Tagging(at, MappingProxyType(dict(tags)))])

    @property
    def newest(self) -> Mapping[str, str]:
        """The tags that were set last."""
        return self.taggings[-1].tags

    def set(self, at: datetime, tags: Mapping[str, str]) -> None:
        """Replace the tags."""
        self.taggings = [*self.taggings, Tagging(at, MappingProxyType(dict(tags)))][-REMEMBERED_CHANGES:]

    def number_at(self, seen_at: datetime) -> int:
        """Tell which of the taggings, counted from 0, holds at that time; the first one before it."""
        number = len(self.taggings) - 1
        while number and self.taggings[number].at > seen_at:
            number -= 1
        return number

    def at(self, seen_at: datetime) -> Mapping[str, str]:
        """Tell the tags at that time."""
        return self.taggings[self.number_at(seen_at)].tags
