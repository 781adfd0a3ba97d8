"""The CML client with everything behind it, on repositories in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from application.cml.credentials_in_use import CredentialsInUse
from application.cml.trust_in_use import TrustInUse
from application.outbound.address_policy import AddressPolicy
from application.ports.cml_client import CMLHost
from application.settings import Settings
from domain.cml.cml_credentials import CMLCredentials
from domain.cml.cml_trust import CMLTrust
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope
from fakes.fake_clock import FakeClock
from fakes.in_memory_cml_credentials_repository import InMemoryCMLCredentialsRepository
from fakes.in_memory_cml_trust_repository import InMemoryCMLTrustRepository
from integration.cml.aiohttp_cml_client import AiohttpCMLClient
from integration.cml.cml_connections import CMLConnections
from integration.cml.cml_sessions import CMLSessions
from integration.cml.lab_reader import LabReader
from integration.cml.licence_desk import LicenceDesk
from integration.cml.node_reader import NodeReader
from integration.cml.trusted_certificates import TrustedCertificates
from integration.encryption.aes_gcm_sealer import AesGcmSealer

WORKER = "7d1f9a52-3f0b-5c57-9a1e-0a4be0c2f4f1"


def cml_settings(**others: Any) -> Settings:
    """Settings under which this machine may be asked without TLS."""
    values: dict[str, Any] = {
        "secret_key": "s" * 32,
        "outbound_allow_http": True,
        "outbound_allow_loopback": True,
        "outbound_allowed_ports": [],
        "cml_call_timeout_seconds": 20,
        "cml_username": "admin",
        "cml_password": "correct-horse",
    }
    return Settings(**{**values, **others})


@dataclass(frozen=True)
class CMLParts:
    """A client, and what it was made of."""

    client: AiohttpCMLClient
    connections: CMLConnections
    clock: FakeClock
    sealer: AesGcmSealer
    in_use: CredentialsInUse
    credentials: InMemoryCMLCredentialsRepository
    trust: InMemoryCMLTrustRepository

    async def set_credentials(self, scope: CredentialsScope, username: str, secret: str) -> CMLCredentials:
        """Keep credentials now."""
        bare = CMLCredentials(
            scope=scope,
            username=username,
            sealed=None,
            set_at=self.clock.now(),
            set_by="key:test",
            written_at=self.clock.now(),
        )
        sealed = self.sealer.seal(secret, bare.bound_to)
        kept = replace(bare, sealed=sealed)
        await self.credentials.put_async(kept)
        self.in_use.reread()
        return kept

    async def pin(self, fingerprint: str | None = None, ca_pem: str | None = None) -> None:
        """Trust a certificate for the worker."""
        await self.trust.put_async(
            CMLTrust(
                worker_id=WORKER, fingerprint=fingerprint, ca_pem=ca_pem, set_at=self.clock.now(), set_by="key:test"
            )
        )


MakeParts = Callable[..., CMLParts]


def cml_parts(settings: Settings) -> CMLParts:
    """Put a client together; close its connections in the end."""
    clock, credentials, trust = FakeClock(), InMemoryCMLCredentialsRepository(), InMemoryCMLTrustRepository()
    sealer = AesGcmSealer(settings)
    in_use = CredentialsInUse(credentials, sealer, clock, settings)
    connections = CMLConnections(settings, AddressPolicy(settings), TrustedCertificates())
    sessions = CMLSessions(connections, in_use, TrustInUse(trust, clock), clock)
    labs = LabReader(sessions, NodeReader(sessions, clock), clock)
    client = AiohttpCMLClient(sessions, labs, LicenceDesk(sessions, clock), clock)
    return CMLParts(client, connections, clock, sealer, in_use, credentials, trust)


def host_at(url: str, *tags: str) -> CMLHost:
    """The worker's controller at an address."""
    return CMLHost(worker_id=WORKER, url=url, tags=frozenset(tags))


def worker_scope(worker_id: str = WORKER) -> CredentialsScope:
    """The worker's own credentials."""
    return CredentialsScope(CredentialsKind.WORKER, worker_id)


def tag_scope(tag: str) -> CredentialsScope:
    """Those of a group."""
    return CredentialsScope(CredentialsKind.TAG, tag)
