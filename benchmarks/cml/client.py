"""A client of the product's own parts, on repositories that are empty."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from application.clock import Clock
from application.cml.credentials_in_use import CredentialsInUse
from application.cml.trust_in_use import TrustInUse
from application.outbound.address_policy import AddressPolicy
from application.ports.cml_client import CMLHost
from application.settings import Settings
from domain.cml.cml_credentials import CMLCredentials
from domain.cml.cml_trust import CMLTrust
from integration.cml.aiohttp_cml_client import AiohttpCMLClient
from integration.cml.cml_connections import CMLConnections
from integration.cml.cml_sessions import CMLSessions
from integration.cml.lab_reader import LabReader
from integration.cml.licence_desk import LicenceDesk
from integration.cml.node_reader import NodeReader
from integration.cml.trusted_certificates import TrustedCertificates
from integration.encryption.aes_gcm_sealer import AesGcmSealer


class NoCredentials:
    """Nothing is kept: the settings' own are used."""

    async def put_async(self, credentials: CMLCredentials) -> None:
        """Never asked."""

    async def put_resealed_async(self, resealed: CMLCredentials, before: CMLCredentials) -> bool:  # noqa: ARG002
        """Never asked."""
        return False

    async def list_async(self) -> Sequence[CMLCredentials]:
        """None."""
        return ()

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLCredentials]:  # noqa: ARG002
        """None."""
        return ()


class SamePins:
    """One certificate is pinned for all."""

    def __init__(self, fingerprint: str, workers: int) -> None:
        self._fingerprint = fingerprint
        self._workers = workers if fingerprint else 0

    async def put_async(self, trust: CMLTrust) -> None:
        """Never asked."""

    async def list_written_async(self, since: datetime | None) -> Sequence[CMLTrust]:
        """All at first, then nothing new."""
        if since is not None:
            return ()
        now = Clock().now()
        return [
            CMLTrust(worker_id=f"w-{number}", fingerprint=self._fingerprint, set_at=now, set_by="")
            for number in range(self._workers)
        ]


@asynccontextmanager
async def client_of(fingerprint: str, workers: int, **settings: Any) -> AsyncIterator[AiohttpCMLClient]:
    """Make a client that may ask this machine."""
    allowed: dict[str, Any] = {
        "outbound_allow_http": True,
        "outbound_allow_loopback": True,
        "outbound_allowed_ports": [],
    }
    known = Settings(
        secret_key="s" * 32,
        cml_username="admin",
        cml_password="p",  # noqa: S106  # likewise
        **allowed,
        **settings,
    )
    clock = Clock()
    connections = CMLConnections(known, AddressPolicy(known), TrustedCertificates())
    sealer = AesGcmSealer(known)
    credentials = CredentialsInUse(NoCredentials(), sealer, clock, known)
    sessions = CMLSessions(connections, credentials, TrustInUse(SamePins(fingerprint, workers), clock), clock)
    try:
        labs = LabReader(sessions, NodeReader(sessions, clock), clock)
        yield AiohttpCMLClient(sessions, labs, LicenceDesk(sessions, clock), clock)
    finally:
        await connections.stop_async()


def host(number: int, scheme: str, port: int) -> CMLHost:
    """The controller of the n-th worker: an address of loopback of its own."""
    return CMLHost(worker_id=f"w-{number}", url=f"{scheme}://127.0.{number // 250}.{number % 250 + 1}:{port}")
