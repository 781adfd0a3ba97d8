"""What is told of the trust in a worker's controller."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.cml.cml_trust import CMLTrust, SeenCertificate


class TrustedBy(StrEnum):
    """Who says that a certificate is good: the system's authorities, one of one's own, or a pinned fingerprint."""

    SYSTEM = "system"
    AUTHORITY = "authority"
    FINGERPRINT = "fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCertificateDto:
    """A certificate as the controller showed it just now."""

    fingerprint: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLTrustDto:
    """`seen` is there where the controller was looked at for this."""

    worker_id: str
    trusted_by: TrustedBy
    fingerprint: str | None = None
    ca_pem: str | None = None
    set_at: datetime | None = None
    set_by: str | None = None
    seen: SeenCertificateDto | None = None


def told(worker_id: str, trust: CMLTrust | None, seen: SeenCertificate | None = None) -> CMLTrustDto:
    """What is trusted; None = what the system's authorities have signed."""
    if trust is None:
        return CMLTrustDto(worker_id=worker_id, trusted_by=TrustedBy.SYSTEM)
    return CMLTrustDto(
        worker_id=worker_id,
        trusted_by=TrustedBy.FINGERPRINT if trust.fingerprint else TrustedBy.AUTHORITY,
        fingerprint=trust.fingerprint,
        ca_pem=trust.ca_pem,
        set_at=trust.set_at,
        set_by=trust.set_by,
        seen=_told(seen) if seen else None,
    )


def _told(seen: SeenCertificate) -> SeenCertificateDto:
    return SeenCertificateDto(
        fingerprint=seen.fingerprint,
        subject=seen.subject,
        issuer=seen.issuer,
        not_before=seen.not_before,
        not_after=seen.not_after,
    )
