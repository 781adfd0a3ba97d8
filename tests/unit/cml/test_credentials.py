"""Credentials: who sets them, whom they are for, and how little is told of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from application.cml.credentials_in_use import CredentialsInUse
from application.cml.list_cml_credentials_query import ListCMLCredentialsQuery
from application.cml.remove_cml_credentials_command import (
    RemoveCMLCredentialsCommand,
    RemoveCMLCredentialsCommandHandler,
)
from application.cml.rotate_cml_credentials_command import RotateCMLCredentialsCommand
from application.cml.set_cml_credentials_command import SetCMLCredentialsCommand, SetCMLCredentialsCommandHandler
from application.ports.cml_errors import CMLNoCredentialsError
from domain.access.principal import Role
from domain.cml.cml_credentials import CMLCredentials
from domain.cml.cml_login import CMLLogin
from domain.cml.credentials_scope import CredentialsKind, CredentialsScope
from domain.errors import NotFoundError, SourceUnavailableError
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.worker_steps import born

CANARY = "canary-hunter2"
GROUP = CredentialsScope(CredentialsKind.TAG, "course:ccnp")


def setting(scope: CredentialsScope = GROUP, secret: str = CANARY, username: str = "admin") -> SetCMLCredentialsCommand:
    """A command that sets credentials."""
    return SetCMLCredentialsCommand(scope=scope, username=username, secret=secret)


async def login(process: FakeProcess, worker_id: str, *tags: str) -> CMLLogin:
    """What a controller is shown."""
    return await process.get(CredentialsInUse).login_async(worker_id, tags)


async def test_uses_credentials_when_they_are_set() -> None:
    """At once in this process; who set them and when is told, and no secret."""
    async with FakeProcess(FakeWorld()) as process:
        told = (await process.send_async(setting())).data
        assert (told.applies_to, told.username, told.set_by, told.key_id) == (
            "course:ccnp",
            "admin",
            "key:ADMIN",
            "key-1",
        )
        shown = await login(process, "w", "course:ccnp")
        assert (shown.username, shown.secret, shown.is_token) == ("admin", CANARY, False)
        assert CANARY not in repr((told, shown, setting(), await process.send_async(ListCMLCredentialsQuery())))
        assert await login(process, "w", "course:ccnp") is shown


async def test_uses_the_most_specific_when_several_fit() -> None:
    """The worker's own, then the first of its groups by name, then those of the settings."""
    world = FakeWorld()
    async with FakeProcess(world, cml_username="general", cml_password="p") as process:
        worker = born()
        await process.commit_async(worker)
        own = CredentialsScope(CredentialsKind.WORKER, worker.aggregate_id)
        await process.send_async(setting(CredentialsScope(CredentialsKind.TAG, "b:2"), username="b"))
        await process.send_async(setting(CredentialsScope(CredentialsKind.TAG, "a:1"), username="a"))
        await process.send_async(setting(own, username="own"))
        found = [
            (await login(process, worker.aggregate_id, "b:2", "a:1")).username,
            (await login(process, "w", "b:2", "a:1", "c:3")).username,
            (await login(process, "w", "c:3")).username,
        ]
        assert found == ["own", "a", "general"]
        await process.send_async(RemoveCMLCredentialsCommand(own.id))
        assert (await login(process, worker.aggregate_id)).username == "general"


async def test_refuses_credentials_when_the_worker_is_unknown() -> None:
    """Nobody sets them for what is not there; a group may come into being later."""
    async with FakeProcess(FakeWorld()) as process:
        unknown = CredentialsScope(CredentialsKind.WORKER, "nobody")
        assert isinstance((await process.send_async(setting(unknown))).error, NotFoundError)


@pytest.mark.parametrize(
    ("settings", "username"),
    [
        ({"cml_token": "t", "cml_username": "u", "cml_password": "p"}, ""),
        ({"cml_username": "u", "cml_password": "p"}, "u"),
    ],
)
async def test_uses_the_settings_when_nothing_else_fits(settings: dict[str, Any], username: str) -> None:
    """A token comes before a user."""
    async with FakeProcess(FakeWorld(), **settings) as process:
        shown = await login(process, "w")
        assert (shown.username, shown.is_token) == (username, not username)


async def test_says_so_when_there_are_none() -> None:
    """Neither kept nor set."""
    async with FakeProcess(FakeWorld()) as process:
        with pytest.raises(CMLNoCredentialsError, match="credentials set"):
            await login(process, "w", "course:ccnp")


async def test_says_so_when_no_key_opens_them() -> None:
    """A key that was changed without saying what it was before leaves credentials that are none."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        await process.send_async(setting())
        world.sealer.lost.add("key-1")
        with pytest.raises(CMLNoCredentialsError, match="tag-"):
            await login(process, "w", "course:ccnp")


async def test_sees_what_another_process_set_when_seconds_have_passed() -> None:
    """And reads no more than every five seconds, by one of those who ask."""
    world = FakeWorld()
    async with FakeProcess(world) as one, FakeProcess(world) as other:
        with pytest.raises(CMLNoCredentialsError):
            await login(other, "w", "course:ccnp")
        await one.send_async(setting())
        with pytest.raises(CMLNoCredentialsError):
            await login(other, "w", "course:ccnp")
        reads = world.cml_credentials.reads
        world.clock.pass_seconds(5)
        assert (await login(other, "w", "course:ccnp")).secret == CANARY
        await one.send_async(RemoveCMLCredentialsCommand(GROUP.id))
        world.clock.pass_seconds(5)
        with pytest.raises(CMLNoCredentialsError):
            await login(other, "w", "course:ccnp")
        assert world.cml_credentials.reads == reads + 2


async def test_uses_what_it_knows_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read that failed is no read, and takes nothing away; it is told only where nothing is known."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        await process.send_async(setting())

        async def fail(_: object) -> None:
            raise SourceUnavailableError("the database does not answer")

        def break_down(patch: pytest.MonkeyPatch) -> None:
            patch.setattr(process.get(CredentialsInUse)._followed, "_read_written", fail)

        with monkeypatch.context() as patch:
            break_down(patch)
            for _ in range(2):
                with pytest.raises(SourceUnavailableError):
                    await login(process, "w", "course:ccnp")
        assert (await login(process, "w", "course:ccnp")).secret == CANARY
        world.clock.pass_seconds(5)
        with monkeypatch.context() as patch:
            break_down(patch)
            assert (await login(process, "w", "course:ccnp")).secret == CANARY


async def test_reads_once_when_many_ask_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others wait for the one read, and none of them is told that there is nothing."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        await process.send_async(setting())
        followed = process.get(CredentialsInUse)._followed
        read = followed._read_written

        async def read_slowly(since: datetime | None) -> Sequence[CMLCredentials]:
            await asyncio.sleep(0)
            return await read(since)

        monkeypatch.setattr(followed, "_read_written", read_slowly)
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(login(process, "w", "course:ccnp")) for _ in range(20)]
        assert {task.result().secret for task in asked} == {CANARY}
        assert world.cml_credentials.reads == 1


async def test_reads_again_when_something_is_written_during_a_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not have been in it is looked for at the next question."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        followed = process.get(CredentialsInUse)._followed
        read = followed._read_written

        async def set_meanwhile(since: datetime | None) -> Sequence[CMLCredentials]:
            found = await read(since)
            await process.send_async(setting())
            return found

        with monkeypatch.context() as patch:
            patch.setattr(followed, "_read_written", set_meanwhile)
            with pytest.raises(CMLNoCredentialsError):
                await login(process, "w", "course:ccnp")
        assert (await login(process, "w", "course:ccnp")).secret == CANARY


async def test_seals_anew_when_the_key_was_changed() -> None:
    """What the previous key opens; what no key opens is named; twice does no harm, and no login is lost."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        await process.send_async(setting())
        await process.send_async(setting(CredentialsScope(CredentialsKind.TAG, "lost:1")))
        before = await login(process, "w", "course:ccnp")
        lost = CredentialsScope(CredentialsKind.TAG, "lost:1").id
        kept = world.cml_credentials.records[lost]
        world.cml_credentials.records[lost] = replace(kept, sealed=replace(kept.in_seal, key_id="key-0"))
        world.sealer.lost.add("key-0")
        world.sealer.key_id = "key-2"
        rotated = (await process.send_async(RotateCMLCredentialsCommand())).data
        assert (rotated.key_id, rotated.resealed, rotated.already, list(rotated.lost)) == ("key-2", 1, 0, [lost])
        assert (await process.send_async(RotateCMLCredentialsCommand())).data.already == 1
        assert await login(process, "w", "course:ccnp") == before


async def test_removes_nothing_when_there_is_nothing() -> None:
    """An id that is none is told; what was removed once is not there any more, and has no secret."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        await process.send_async(setting())
        assert (await process.send_async(RemoveCMLCredentialsCommand(GROUP.id))).status == 204
        assert isinstance((await process.send_async(RemoveCMLCredentialsCommand(GROUP.id))).error, NotFoundError)
        assert (await process.send_async(ListCMLCredentialsQuery())).data == []
        with pytest.raises(ValueError, match="no secret"):
            _ = world.cml_credentials.records[GROUP.id].in_seal


async def test_lets_admins_alone_when_credentials_are_at_stake() -> None:
    """An operator may neither see nor set them; nobody may without a role."""
    async with FakeProcess(FakeWorld()) as process:
        requests = (
            setting(),
            ListCMLCredentialsQuery(),
            RemoveCMLCredentialsCommand("x"),
            RotateCMLCredentialsCommand(),
        )
        for request in requests:
            assert (await process.send_async(request, Role.OPERATOR)).status == 403


async def test_says_nobody_when_nobody_acts() -> None:
    """The handlers alone, without somebody who acts, leave the name out."""
    world = FakeWorld()
    async with FakeProcess(world) as process:
        told = await process.get(SetCMLCredentialsCommandHandler).handle_async(setting())
        assert told.data is not None
        assert told.data.set_by == ""
        await process.get(RemoveCMLCredentialsCommandHandler).handle_async(RemoveCMLCredentialsCommand(GROUP.id))
        assert world.cml_credentials.records[GROUP.id].set_by == ""
