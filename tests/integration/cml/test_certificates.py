"""Whose certificate is trusted, and what happens when it is another."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from application.outbound.address_policy import AddressPolicy
from application.ports.cml_errors import (
    CMLAddressRefusedError,
    CMLCertificateChangedError,
    CMLCertificateUntrustedError,
    CMLUnreachableError,
)
from domain.errors import InvalidRequestError
from integration.cml.asyncio_certificate_viewer import AsyncioCertificateViewer
from integration.cml.circuit_breaker import FIRST_PAUSE_SECONDS
from integration.cml.trusted_certificates import TrustedCertificates
from support.certificates import TestCertificate, self_signed
from support.cml_parts import CMLParts, MakeParts, cml_settings, host_at
from support.cml_stand_in import CMLStandIn


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> TestCertificate:
    """That of the controller."""
    return self_signed(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
async def secure(certificate: TestCertificate) -> AsyncIterator[CMLStandIn]:
    """A controller with TLS."""
    stand_in = CMLStandIn()
    await stand_in.start(certificate.server_context)
    yield stand_in
    await stand_in.stop()


async def read(parts: CMLParts, cml: CMLStandIn) -> None:
    """Read the system."""
    await parts.client.read_system_async(host_at(cml.url))


async def test_sends_nothing_when_nobody_vouches_for_a_certificate(secure: CMLStandIn, parts: CMLParts) -> None:
    """A self-signed certificate is refused until somebody accepts it."""
    with pytest.raises(CMLCertificateUntrustedError, match="no authority that this system trusts"):
        await read(parts, secure)
    assert secure.asked == []


async def test_leaves_no_garbage_when_a_certificate_is_refused(secure: CMLStandIn, parts: CMLParts) -> None:
    """Each look at each such host would: what OpenSSL needs for a connection is large, and no search finds it soon."""
    gc.collect()
    gc.disable()
    try:
        with pytest.raises(CMLCertificateUntrustedError) as refused:
            await read(parts, secure)
        del refused
        await asyncio.sleep(0)
        assert not [each for each in gc.get_objects() if type(each) is aiohttp.ClientRequest]
    finally:
        gc.enable()


async def test_reads_when_the_certificate_is_the_pinned_one(
    secure: CMLStandIn, parts: CMLParts, certificate: TestCertificate
) -> None:
    """The fingerprint alone decides."""
    await parts.pin(certificate.fingerprint)
    await read(parts, secure)


async def test_keeps_to_one_connection_when_calls_follow_each_other(
    secure: CMLStandIn, parts: CMLParts, certificate: TestCertificate
) -> None:
    """A handshake is the dearest part of a call: what a pinned controller is asked in one go goes over one."""
    await parts.pin(certificate.fingerprint)
    await read(parts, secure)
    await parts.client.read_labs_async(host_at(secure.url), {})
    assert (len(secure.asked), len(secure.peers)) == (6, 1)


async def test_reads_when_the_authority_is_the_trusted_one(
    secure: CMLStandIn, parts: CMLParts, certificate: TestCertificate, tmp_path: Path
) -> None:
    """A CA of one's own signs for its workers, and for no others."""
    await parts.pin(ca_pem=certificate.pem)
    await read(parts, secure)


async def test_refuses_when_another_authority_is_trusted(secure: CMLStandIn, parts: CMLParts, tmp_path: Path) -> None:
    """Trust in one authority is no trust in the others."""
    await parts.pin(ca_pem=self_signed(tmp_path).pem)
    with pytest.raises(CMLCertificateUntrustedError, match="others than the authority that is trusted for it"):
        await read(parts, secure)
    assert secure.asked == []


async def test_sends_nothing_when_the_certificate_changed(
    secure: CMLStandIn, parts: CMLParts, certificate: TestCertificate, tmp_path: Path
) -> None:
    """Another certificate than the pinned one is told with its fingerprint, and gets neither password nor token."""
    await parts.pin(certificate.fingerprint)
    await read(parts, secure)
    port = int(secure.url.rpartition(":")[2])
    await secure.stop()
    impostor, other = CMLStandIn(), self_signed(tmp_path)
    await impostor.start(other.server_context, port)
    with pytest.raises(CMLCertificateChangedError, match=other.fingerprint):
        await read(parts, impostor)
    assert impostor.asked == []
    await parts.pin(other.fingerprint)
    parts.clock.pass_seconds(FIRST_PAUSE_SECONDS)
    await read(parts, impostor)
    await impostor.stop()


async def test_shows_what_there_is_when_somebody_looks(secure: CMLStandIn, certificate: TestCertificate) -> None:
    """The look takes the certificate and asks nothing."""
    viewer = AsyncioCertificateViewer(AddressPolicy(cml_settings()))
    seen = await viewer.view_async(secure.url)
    assert (seen.fingerprint, seen.subject, seen.issuer) == (
        certificate.fingerprint,
        "CN=cml.example",
        "CN=cml.example",
    )
    assert seen.not_before < seen.not_after
    assert secure.asked == []


async def test_says_so_when_there_is_nothing_to_look_at(cml: CMLStandIn) -> None:
    """Who speaks no TLS shows no certificate, and who may not be asked is not looked at."""
    viewer = AsyncioCertificateViewer(AddressPolicy(cml_settings()))
    with pytest.raises(CMLUnreachableError):
        await viewer.view_async(cml.url)
    with pytest.raises(CMLUnreachableError):
        await viewer.view_async("https://127.0.0.1:1")
    strict = AsyncioCertificateViewer(AddressPolicy(cml_settings(outbound_allow_loopback=False)))
    with pytest.raises(CMLAddressRefusedError):
        await strict.view_async("https://localhost:1")


def test_refuses_an_authority_when_it_is_none(certificate: TestCertificate) -> None:
    """What cannot be loaded is not kept, nor what stands around the certificates."""
    viewer = AsyncioCertificateViewer(AddressPolicy(cml_settings()))
    assert viewer.authority_in(f"my key: hunter2\n{certificate.pem}\n") == certificate.pem
    for wrong in ("", "nonsense", certificate.pem.replace("M", "_")):
        with pytest.raises(InvalidRequestError):
            viewer.authority_in(wrong)


async def test_loads_authorities_once_when_many_workers_have_them(
    make_parts: MakeParts, certificate: TestCertificate
) -> None:
    """One context for each set of authorities: they are what costs."""
    certificates = TrustedCertificates()
    assert certificates.accepted_by(None) is certificates.accepted_by(None)
    parts = make_parts()
    await parts.pin(ca_pem=certificate.pem)
    trust = next(iter(parts.trust.records.values()))
    assert certificates.accepted_by(trust) is certificates.accepted_by(trust)
    assert certificates.accepted_by(trust) is not certificates.accepted_by(None)
