"""TagChanges: tags of an instance to be set and removed; all others stay as they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from domain.errors import ConflictError, InvalidRequestError

LONGEST_KEY, LONGEST_VALUE, MOST_TAGS = 128, 256, 50
"""Amazon EC2 User Guide, "Tag restrictions"."""
RESERVED = "aws:"


class TooManyTagsError(ConflictError):
    """An instance has 50 tags at most."""

    code = "too_many_tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChanges:
    """`add` sets tags, whatever they were; `remove` are keys."""

    add: Mapping[str, str] = field(default_factory=dict)
    remove: Collection[str] = ()

    def require_sound(self) -> None:
        """Raise InvalidRequestError for what AWS takes from nobody."""
        if not self.add and not self.remove:
            raise InvalidRequestError("name a tag to set or to remove", "/tags", code="no_tags")
        for pointer, key in (*(("/tags", key) for key in self.add), *(("/remove", key) for key in self.remove)):
            _require_key(key, pointer)
        if any(len(value) > LONGEST_VALUE or not value.isprintable() for value in self.add.values()):
            raise _unsound(f"a value has at most {LONGEST_VALUE} printable characters", "/tags")
        if set(self.add) & set(self.remove):
            raise _unsound("a tag cannot be set and removed at once", "/remove")

    def applied_to(self, tags: Mapping[str, str]) -> dict[str, str]:
        """Return the tags after the change; TooManyTagsError. Tags of AWS itself do not count."""
        changed = {key: value for key, value in {**tags, **self.add}.items() if key not in self.remove}
        if sum(not key.startswith(RESERVED) for key in changed) > MOST_TAGS:
            raise TooManyTagsError(f"an instance can have {MOST_TAGS} tags, and this would make more")
        return changed


def _require_key(key: str, pointer: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise _unsound(f"a key has 1 to {LONGEST_KEY} printable characters", pointer)
    if key.lower().startswith(RESERVED):
        raise _unsound(f"keys that begin with {RESERVED} belong to AWS", pointer)


def _unsound(message: str, pointer: str) -> InvalidRequestError:
    return InvalidRequestError(message, pointer, code="invalid_tag")
