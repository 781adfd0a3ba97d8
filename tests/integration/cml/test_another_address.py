"""A worker whose controller has moved to another address."""

from collections.abc import AsyncIterator

import pytest

from application.ports.cml_errors import CMLUnreachableError
from support.cml_parts import CMLParts, host_at
from support.cml_stand_in import LAB, CMLStandIn


@pytest.fixture
async def moved() -> AsyncIterator[CMLStandIn]:
    """Where it is from now on."""
    stand_in = CMLStandIn()
    await stand_in.start()
    yield stand_in
    await stand_in.stop()


async def test_asks_the_new_address_with_a_token_of_its_own(
    cml: CMLStandIn, moved: CMLStandIn, parts: CMLParts
) -> None:
    """The old one hears nothing any more, and the first call to the new one shows no token: it logs in."""
    await parts.client.read_lab_state_async(host_at(cml.url), LAB)
    heard = len(cml.asked)
    await parts.client.read_lab_state_async(host_at(moved.url), LAB)
    assert moved.asked == ["POST /authenticate", f"GET /labs/{LAB}/state"]
    assert len(cml.asked) == heard
    assert "Authorization" not in moved.headers[0]


async def test_forgets_the_old_token_when_it_comes_back(cml: CMLStandIn, moved: CMLStandIn, parts: CMLParts) -> None:
    """What was known of an address is let go with it: the breaker and the token begin anew."""
    for stand_in in (cml, moved, cml):
        await parts.client.read_lab_state_async(host_at(stand_in.url), LAB)
    assert (cml.logins, moved.logins) == (2, 1)


async def test_new_address_is_asked_though_the_old_one_failed(moved: CMLStandIn, parts: CMLParts) -> None:
    """A breaker that opened for the old address holds nobody back from the new one."""
    for _ in range(3):
        with pytest.raises(CMLUnreachableError):
            await parts.client.read_lab_state_async(host_at("http://127.0.0.1:1"), LAB)
    await parts.client.read_lab_state_async(host_at(moved.url), LAB)
    assert moved.asked[-1] == f"GET /labs/{LAB}/state"
