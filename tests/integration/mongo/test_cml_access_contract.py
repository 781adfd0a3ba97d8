"""Repositories of credentials and of trust: the fake and the real one keep alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.cml.cml_credentials import CMLCredentials, CMLCredentialsRepository
from domain.cml.cml_trust import CMLTrust, CMLTrustRepository
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope
from domain.cml.sealed_secret import SealedSecret
from fakes.fake_clock import NOON
from fakes.in_memory_cml_credentials_repository import InMemoryCMLCredentialsRepository
from fakes.in_memory_cml_trust_repository import InMemoryCMLTrustRepository
from integration.mongo.mongo_cml_credentials_repository import MongoCMLCredentialsRepository
from integration.mongo.mongo_cml_trust_repository import MongoCMLTrustRepository

LATER = NOON + timedelta(minutes=1)


@pytest.fixture(params=["in_memory", "mongo"])
def credentials(request: pytest.FixtureRequest) -> CMLCredentialsRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryCMLCredentialsRepository()
    return MongoCMLCredentialsRepository(request.getfixturevalue("mongo"))


@pytest.fixture(params=["in_memory", "mongo"])
def trust(request: pytest.FixtureRequest) -> CMLTrustRepository:
    """Each kind of repository there is."""
    if request.param == "in_memory":
        return InMemoryCMLTrustRepository()
    return MongoCMLTrustRepository(request.getfixturevalue("mongo"))


def kept(value: str, **fields: object) -> CMLCredentials:
    """Credentials of a worker."""
    usual = {
        "scope": CredentialsScope(CredentialsKind.WORKER, value),
        "username": "admin",
        "sealed": SealedSecret(key_id="k", nonce=b"\x00\xff", ciphertext=b"\xfe" + value.encode()),
        "set_at": NOON,
        "set_by": "key:x",
        "written_at": NOON,
    }
    return CMLCredentials(**{**usual, **fields})  # type: ignore[arg-type]


async def test_gives_back_credentials_when_they_were_put(credentials: CMLCredentialsRepository) -> None:
    """By id, the last of each scope, and without removed ones."""
    for each in (kept("b"), kept("a"), kept("b", username="root"), kept("c", sealed=None)):
        await credentials.put_async(each)
    assert list(await credentials.list_async()) == [kept("a"), kept("b", username="root")]


async def test_tells_what_was_written_when_asked_since_when(credentials: CMLCredentialsRepository) -> None:
    """Removed ones too."""
    gone = kept("b", sealed=None, written_at=LATER)
    for each in (kept("a"), gone):
        await credentials.put_async(each)
    assert len(await credentials.list_written_async(None)) == 2
    assert list(await credentials.list_written_async(LATER)) == [gone]


async def test_reseals_only_what_is_as_before(credentials: CMLCredentialsRepository) -> None:
    """Whoever set other credentials meanwhile keeps them."""
    before, meanwhile = kept("a"), kept("a", set_at=LATER, written_at=LATER)
    resealed = replace(before, sealed=SealedSecret(key_id="new", nonce=b"n", ciphertext=b"c"), written_at=LATER)
    await credentials.put_async(before)
    assert await credentials.put_resealed_async(resealed, before)
    assert list(await credentials.list_async()) == [resealed]
    await credentials.put_async(meanwhile)
    assert not await credentials.put_resealed_async(resealed, before)
    assert list(await credentials.list_async()) == [meanwhile]


async def test_gives_back_trust_when_it_was_put(trust: CMLTrustRepository) -> None:
    """The last of each worker, since a time, also where it was taken back."""
    first = CMLTrust(worker_id="a", fingerprint="f" * 64, set_at=NOON, set_by="key:x")
    other = CMLTrust(worker_id="b", ca_pem="PEM", set_at=NOON, set_by="key:x")
    back = CMLTrust(worker_id="a", set_at=LATER, set_by="key:y")
    for each in (first, other, back):
        await trust.put_async(each)
    assert sorted(await trust.list_written_async(None), key=lambda each: each.worker_id) == [back, other]
    assert list(await trust.list_written_async(LATER)) == [back]
    assert (first.removed, back.removed) == (False, True)
