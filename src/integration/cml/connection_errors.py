"""The one translation of aiohttp's errors into what is the matter with a controller."""

import os

import aiohttp

from application.ports.cml_errors import (
    CMLCertificateChangedError,
    CMLCertificateUntrustedError,
    CMLGarbledError,
    CMLUnreachableError,
)
from domain.cml.cml_trust import CMLTrust
from domain.errors import SourceUnavailableError

TRUST_IT = "`cml-fleet workers trust` accepts its certificate"


def unreachable_error_of(error: Exception, url: str, trust: CMLTrust | None) -> SourceUnavailableError:
    """Say what an error of the driver means; nothing of its text is told, which may hold what was sent."""
    if isinstance(error, aiohttp.ServerFingerprintMismatch):
        return CMLCertificateChangedError(
            f"{url} shows another certificate than the pinned one (SHA-256 {error.got.hex()}): nothing was sent; "
            f"if that is right, {TRUST_IT}"
        )
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        by = "the authority that is trusted for it" if trust else "no authority that this system trusts"
        return CMLCertificateUntrustedError(f"{url} shows a certificate of {_not(by)}: nothing was sent; {TRUST_IT}")
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientPayloadError | ValueError):
        return CMLGarbledError(f"{url} does not speak HTTP as it should ({type(error).__name__})")
    return CMLUnreachableError(f"{url} cannot be reached ({_reason(error)})")


def _not(by: str) -> str:
    return by if by.startswith("no ") else f"others than {by}"


def _reason(error: Exception) -> str:
    cause = getattr(error, "os_error", error)
    number = getattr(cause, "errno", None) or 0
    return os.strerror(number) if number > 0 else type(cause).__name__
