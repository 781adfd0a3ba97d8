"""CMLCredentials: how to get in to the controllers of one worker or of a group, as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.cml.credentials_scope import CredentialsScope
from domain.cml.sealed_secret import SealedSecret


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLCredentials:
    """`sealed` holds the password of `username`, or a personal access token where that is "".

    `written_at` is when the document was written last, also by a rotation of keys. What was removed leaves a record
    without a secret, so that every process learns of it.
    """

    scope: CredentialsScope
    username: str
    sealed: SealedSecret | None = field(repr=False)
    set_at: datetime
    set_by: str
    written_at: datetime

    @property
    def id(self) -> str:
        """One record for each scope."""
        return self.scope.id

    @property
    def removed(self) -> bool:
        """Whether these were credentials once."""
        return self.sealed is None

    @property
    def in_seal(self) -> SealedSecret:
        """The secret of credentials that are not removed."""
        if self.sealed is None:
            raise ValueError("removed credentials have no secret")
        return self.sealed

    @property
    def key_id(self) -> str:
        """Names the key that the secret is sealed with."""
        return self.in_seal.key_id

    @property
    def revision(self) -> str:
        """Another one when somebody sets other credentials, the same after a rotation of keys."""
        return f"{self.id}@{self.set_at.isoformat()}"

    @property
    def bound_to(self) -> str:
        """What the secret is sealed for: in another record, or beside another user name, it opens no more."""
        return f"cml_credentials/{self.id}/{self.username}"


class CMLCredentialsRepository(Protocol):
    """One record per scope. Errors of the database come as SourceUnavailableError."""

    async def put_async(self, credentials: CMLCredentials) -> None:
        """Keep a record in place of the one of the same scope."""

    async def put_resealed_async(self, resealed: CMLCredentials, before: CMLCredentials) -> bool:
        """Keep `resealed` if the record is still `before`; False when somebody set other credentials meanwhile."""

    async def list_async(self) -> Sequence[CMLCredentials]:
        """All that are not removed, by id."""

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLCredentials]:
        """All that were written at that time or later, removed ones too; None = since ever."""
