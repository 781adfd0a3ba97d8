"""Trust in certificates: who gives it, for what, and how it is taken back."""

from datetime import timedelta

import pytest

from application.cml.distrust_cml_worker_command import DistrustCMLWorkerCommand
from application.cml.get_cml_trust_query import GetCMLTrustQuery
from application.cml.trust_cml_worker_command import TrustCMLWorkerCommand
from application.cml.trust_in_use import TrustInUse
from application.cml.trust_keeper import TrustKeeper
from domain.access.principal import Role
from domain.cml.cml_trust import SeenCertificate
from domain.errors import ConflictError, InvalidRequestError, NotFoundError, SourceUnavailableError
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born

PEM = "-----BEGIN CERTIFICATE-----\n"
SEEN = SeenCertificate(
    fingerprint="f" * 64, subject="CN=cml", issuer="CN=cml", not_before=NOON, not_after=NOON + timedelta(days=1)
)


async def test_pins_what_is_seen_when_somebody_accepts_it() -> None:
    """The reply shows it, and calls use it at once."""
    world = FakeWorld()
    world.certificates.certificates["https://10.0.0.1"] = SEEN
    async with FakeProcess(world) as process:
        worker = born()
        await process.commit_async(worker)
        told = (await process.send_async(TrustCMLWorkerCommand(worker_id=worker.aggregate_id))).data
        assert (told.trusted_by, told.fingerprint, told.set_by) == ("fingerprint", "f" * 64, "key:ADMIN")
        assert (told.seen.subject, told.seen.fingerprint) == ("CN=cml", "f" * 64)
        trust = await process.get(TrustInUse).trust_async(worker.aggregate_id)
        assert trust is not None
        assert trust.fingerprint == "f" * 64


async def test_looks_at_nobody_when_a_fingerprint_or_an_authority_is_named() -> None:
    """Each in place of the other; what is no certificate is refused."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        worker = born()
        await process.commit_async(worker)
        worker_id = worker.aggregate_id
        await process.send_async(TrustCMLWorkerCommand(worker_id=worker_id, fingerprint="a" * 64))
        told = (await process.send_async(TrustCMLWorkerCommand(worker_id=worker_id, ca_pem=PEM))).data
        assert (told.trusted_by, told.fingerprint, told.ca_pem) == ("authority", None, PEM)
        refused = await process.send_async(TrustCMLWorkerCommand(worker_id=worker_id, ca_pem="nonsense"))
        assert isinstance(refused.error, InvalidRequestError)
        assert (await process.send_async(GetCMLTrustQuery(worker_id), Role.VIEWER)).data == told


async def test_leaves_it_to_the_system_when_trust_is_taken_back() -> None:
    """As it was before."""
    async with FakeProcess(FakeWorld()) as process:
        worker = born()
        await process.commit_async(worker)
        before = (await process.send_async(GetCMLTrustQuery(worker.aggregate_id))).data
        await process.send_async(TrustCMLWorkerCommand(worker_id=worker.aggregate_id, fingerprint="a" * 64))
        assert (await process.send_async(DistrustCMLWorkerCommand(worker.aggregate_id))).status == 204
        assert (await process.send_async(GetCMLTrustQuery(worker.aggregate_id))).data == before
        assert before.trusted_by == "system"


@pytest.mark.parametrize(
    ("url", "error"), [("https://{private_ip}", SourceUnavailableError), ("https://{tag.none}", ConflictError)]
)
async def test_accepts_nothing_when_nothing_can_be_seen(url: str, error: type[Exception]) -> None:
    """Neither from who does not answer, nor from a worker whose address is not known."""
    world = FakeWorld()
    async with FakeProcess(world, cml_url=url) as process:
        worker = born()
        await process.commit_async(worker)
        refused = await process.send_async(TrustCMLWorkerCommand(worker_id=worker.aggregate_id))
        assert isinstance(refused.error, error)
        assert world.cml_trust.records == {}


async def test_tells_it_when_the_worker_is_unknown() -> None:
    """Of all three."""
    async with FakeProcess(FakeWorld()) as process:
        for request in (TrustCMLWorkerCommand(worker_id="x"), DistrustCMLWorkerCommand("x"), GetCMLTrustQuery("x")):
            assert isinstance((await process.send_async(request)).error, NotFoundError)


async def test_lets_admins_alone_when_trust_is_given() -> None:
    """It decides who is shown credentials."""
    async with FakeProcess(FakeWorld()) as process:
        for request in (TrustCMLWorkerCommand(worker_id="x"), DistrustCMLWorkerCommand("x")):
            assert (await process.send_async(request, Role.OPERATOR)).status == 403


async def test_says_nobody_when_nobody_acts() -> None:
    """The keeper alone leaves the name out."""
    async with FakeProcess(FakeWorld()) as process:
        assert (await process.get(TrustKeeper).keep_async("w")).set_by == ""
