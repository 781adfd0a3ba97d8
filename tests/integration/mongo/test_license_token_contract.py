from datetime import timedelta

import pytest

from application.ports.license_token_store import LicenseTokenStore
from domain.cml.sealed_secret import SealedSecret
from fakes.fake_clock import NOON
from fakes.in_memory_license_token_store import InMemoryLicenseTokenStore
from integration.mongo.mongo_license_token_store import MongoLicenseTokenStore

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture(params=["in_memory", "mongo"])
def tokens(request: pytest.FixtureRequest) -> LicenseTokenStore:
    """Each kind of keeping there is."""
    if request.param == "in_memory":
        return InMemoryLicenseTokenStore()
    return MongoLicenseTokenStore(request.getfixturevalue("mongo"))


def sealed(word: bytes) -> SealedSecret:
    """A secret, as it is kept."""
    return SealedSecret(key_id="k1", nonce=b"\x00\xff", ciphertext=word)


class TestLicenseTokenContract:
    """What every kind of keeping promises."""

    async def test_gives_back_what_was_put(self, tokens: LicenseTokenStore) -> None:
        """To the byte, as often as it is asked for, and to each id its own."""
        await tokens.put_async("one", sealed(b"\x00\x01"), TOMORROW)
        await tokens.put_async("two", sealed(b"\x02"), TOMORROW)
        assert [await tokens.get_async("one") for _ in range(2)] == 2 * [sealed(b"\x00\x01")]
        assert await tokens.get_async("two") == sealed(b"\x02")

    async def test_knows_nothing_of_what_was_never_put(self, tokens: LicenseTokenStore) -> None:
        """That is no error: it may have expired."""
        assert await tokens.get_async("nobody") is None

    async def test_keeps_no_longer_what_is_removed(self, tokens: LicenseTokenStore) -> None:
        """A second removal, which who goes on after a kill makes, changes nothing; the others stay."""
        await tokens.put_async("one", sealed(b"1"), TOMORROW)
        await tokens.put_async("two", sealed(b"2"), TOMORROW)
        for _ in range(2):
            await tokens.remove_async("one")
        assert (await tokens.get_async("one"), await tokens.get_async("two")) == (None, sealed(b"2"))
