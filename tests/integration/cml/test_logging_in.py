"""How the client is let in, and how rarely it asks to be."""

import asyncio

import pytest
from aiohttp import web

from application.ports.cml_errors import CMLCredentialsRejectedError, CMLMaintenanceError, CMLNoCredentialsError
from integration.cml.login_limit import AFTER_A_REFUSAL_SECONDS, HOUR_SECONDS, LOGINS_PER_HOUR
from support.cml_parts import CMLParts, MakeParts, host_at, tag_scope, worker_scope
from support.cml_stand_in import CMLStandIn, answering, problem


async def read(parts: CMLParts, cml: CMLStandIn, *tags: str) -> None:
    """Make one call that needs a token."""
    await parts.client.read_lab_state_async(host_at(cml.url, *tags), "3f1a9e0c-0000-4000-8000-000000000001")


async def test_logs_in_once_when_many_calls_begin_together(cml: CMLStandIn, parts: CMLParts) -> None:
    """Of all who need a token one gets it, for all, and it is kept."""
    async with asyncio.TaskGroup() as tasks:
        for _ in range(10):
            tasks.create_task(read(parts, cml))
    await read(parts, cml)
    assert cml.logins == 1


async def test_logs_in_again_when_the_token_is_not_known_any_more(cml: CMLStandIn, parts: CMLParts) -> None:
    """A 401 in the middle costs one login, and nobody notices."""
    await read(parts, cml)
    cml.tokens.clear()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(4):
            tasks.create_task(read(parts, cml))
    assert cml.logins == 2


async def test_gives_up_when_a_new_token_is_not_known_either(cml: CMLStandIn, parts: CMLParts) -> None:
    """A controller that forgets every token is asked for three an hour."""
    cml.answers["GET /labs/3f1a9e0c-0000-4000-8000-000000000001/state"] = answering(lambda: problem(401, "who?"))
    for _ in range(6):
        with pytest.raises(CMLCredentialsRejectedError):
            await read(parts, cml)
    assert cml.logins == LOGINS_PER_HOUR
    parts.clock.pass_seconds(HOUR_SECONDS)
    with pytest.raises(CMLCredentialsRejectedError):
        await read(parts, cml)
    assert cml.logins > LOGINS_PER_HOUR


async def test_tries_three_times_an_hour_when_the_password_is_wrong(cml: CMLStandIn, make_parts: MakeParts) -> None:
    """A 403 is no storm: a whole hour of a call each second is three logins, whoever waits for them."""
    parts = make_parts(cml_password="wrong")
    for second in range(0, int(HOUR_SECONDS), 30):
        outcomes = await asyncio.gather(*(read(parts, cml) for _ in range(2)), return_exceptions=True)
        assert all(isinstance(outcome, CMLCredentialsRejectedError) for outcome in outcomes), second
        assert "wrong" not in str(outcomes)
        parts.clock.pass_seconds(30)
    assert cml.logins == LOGINS_PER_HOUR


async def test_tries_at_once_when_the_credentials_changed(cml: CMLStandIn, make_parts: MakeParts) -> None:
    """What was wrong with the old ones is forgotten with them."""
    parts = make_parts(cml_password="wrong")
    with pytest.raises(CMLCredentialsRejectedError):
        await read(parts, cml)
    await parts.set_credentials(worker_scope(), "admin", "correct-horse")
    await read(parts, cml)
    assert cml.logins == 2


async def test_uses_the_most_specific_when_several_fit(cml: CMLStandIn, parts: CMLParts) -> None:
    """The worker's own come before those of its groups, and these before the general ones."""
    cml.tokens |= {"group-a", "group-b", "own"}
    await parts.set_credentials(tag_scope("course:b"), "", "group-b")
    await parts.set_credentials(tag_scope("course:a"), "", "group-a")
    await read(parts, cml, "course:b", "course:a", "other:x")
    await parts.set_credentials(worker_scope(), "", "own")
    await read(parts, cml, "course:a")
    shown = [headers.get("Authorization") for headers in cml.headers]
    assert shown == ["Bearer group-a", "Bearer own"]


async def test_shows_a_token_once_when_it_is_wrong(cml: CMLStandIn, make_parts: MakeParts) -> None:
    """A personal access token that is not known is not shown again for twenty minutes."""
    parts = make_parts(cml_token="static")
    for _ in range(5):
        with pytest.raises(CMLCredentialsRejectedError):
            await read(parts, cml)
    assert (len(cml.asked), cml.logins) == (1, 0)
    cml.tokens.add("static")
    parts.clock.pass_seconds(AFTER_A_REFUSAL_SECONDS)
    await read(parts, cml)


async def test_says_so_when_there_are_no_credentials(cml: CMLStandIn, make_parts: MakeParts) -> None:
    """Nothing is asked without credentials but what needs none."""
    parts = make_parts(cml_username="")
    with pytest.raises(CMLNoCredentialsError):
        await parts.client.read_system_async(host_at(cml.url))
    assert cml.asked == ["GET /system_information"]


async def test_counts_no_login_when_nobody_judged_it(cml: CMLStandIn, parts: CMLParts) -> None:
    """A controller in maintenance has not said that the credentials are wrong."""
    cml.answers["POST /authenticate"] = answering(lambda: problem(503, "The system is under maintenance."))
    for _ in range(5):
        with pytest.raises(CMLMaintenanceError, match="under maintenance"):
            await read(parts, cml)
    del cml.answers["POST /authenticate"]
    await read(parts, cml)
    assert cml.logins == 6


async def test_repeats_no_secret_when_the_controller_does(cml: CMLStandIn, parts: CMLParts) -> None:
    """What a controller echoes of password or token is blotted out; of a login its words are told at most so."""
    path = "GET /labs/3f1a9e0c-0000-4000-8000-000000000001/state"
    cml.answers[path] = answering(lambda: problem(403, "token-1 of correct-horse may not"))
    with pytest.raises(CMLCredentialsRejectedError, match=r"\*\*\* of \*\*\* may not"):
        await read(parts, cml)


async def test_tells_garbage_when_a_login_gives_no_token(cml: CMLStandIn, parts: CMLParts) -> None:
    """What is no string is no token."""
    cml.answers["POST /authenticate"] = answering(lambda: web.Response(text='{"a": 1}'))
    with pytest.raises(Exception, match="no token"):
        await read(parts, cml)
