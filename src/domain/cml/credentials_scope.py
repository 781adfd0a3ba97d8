"""For which workers credentials are."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

TAG_ID_CHARACTERS = 24


class CredentialsKind(StrEnum):
    """One worker, or the group of all workers with a tag."""

    WORKER = "worker"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class CredentialsScope:
    """`value` is the id of a worker, or a tag, `KEY:VALUE`. A worker's own come before those of its groups.

    Of several groups of one worker the first in alphabetical order of their tags counts.
    """

    kind: CredentialsKind
    value: str

    @property
    def id(self) -> str:
        """Names the credentials of this scope; safe in a URL, whatever the tag holds."""
        if self.kind is CredentialsKind.WORKER:
            return f"{self.kind}-{self.value}"
        return f"{self.kind}-{sha256(self.value.encode()).hexdigest()[:TAG_ID_CHARACTERS]}"
