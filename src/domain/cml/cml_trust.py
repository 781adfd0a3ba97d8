"""CMLTrust: which certificate of a controller is trusted, where it is not the system's authorities that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLTrust:
    """Of one worker: the SHA-256 fingerprint of one certificate (hexadecimal), or an authority (PEM); never both.

    With neither, trust was taken back: the authorities of the system decide again.
    """

    worker_id: str
    fingerprint: str | None = None
    ca_pem: str | None = None
    set_at: datetime
    set_by: str

    @property
    def removed(self) -> bool:
        """Whether trust was taken back."""
        return self.fingerprint is None and self.ca_pem is None

    @property
    def written_at(self) -> datetime:
        """When the record was written: nothing but the setting of trust writes it."""
        return self.set_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCertificate:
    """What a controller shows. `fingerprint` is the SHA-256 of the certificate in hexadecimal; names are literal."""

    fingerprint: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


class CMLTrustRepository(Protocol):
    """One record per worker. Errors of the database come as SourceUnavailableError."""

    async def put_async(self, trust: CMLTrust) -> None:
        """Keep a record in place of the one of the same worker."""

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLTrust]:
        """All that were written at that time or later, taken back ones too; None = since ever."""
