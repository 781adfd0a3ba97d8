"""Every command leaves a record, whatever becomes of it."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from application.access.create_api_key_command import CreateApiKeyCommand
from application.access.list_api_keys_query import ListApiKeysQuery
from application.access.revoke_api_key_command import RevokeApiKeyCommand
from application.audit.audit_writing import AuditWriting
from application.audit.refused_keys import RefusedKeys
from application.live.change_settings_command import ChangeSettingsCommand
from application.mediator import FleetMediator
from application.ports.audit_log import AuditOutcome, AuditRecord
from application.task_group import task_group
from application.telemetry.refresh_workers_command import RefreshWorkersCommand
from domain.access.principal import Role
from domain.errors import SourceUnavailableError
from domain.worker.cml_worker import CMLWorker
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.worker_steps import born

KEY = CreateApiKeyCommand(name="ci", role=Role.VIEWER, expires_in_days=None)


def records(world: FakeWorld) -> list[AuditRecord]:
    """What is on record, oldest first."""
    return [world.audit.records[record_id] for record_id in sorted(world.audit.records)]


async def test_command_is_on_record_before_and_after(world: FakeWorld, process: FakeProcess) -> None:
    """Who, what, on what, when, and then what became of it."""
    worker: CMLWorker = born(1)
    await process.commit_async(worker)
    command = RefreshWorkersCommand(worker_ids=[worker.aggregate_id])
    operation = (await process.send_async(command)).data
    [begun], [ended] = world.audit.writes
    assert (begun.outcome, begun.duration_seconds) == (AuditOutcome.BEGUN, None)
    assert begun.id == ended.id
    assert (ended.by, ended.name, ended.role, ended.at) == ("key:ADMIN", "admin", "admin", NOON)
    assert (ended.command, ended.targets) == ("RefreshWorkers", [worker.aggregate_id])
    assert ended.parameters == {"sources": [], "wait_seconds": 0}
    assert (ended.outcome, ended.code, ended.operation_id) == (AuditOutcome.DONE, "", operation.id)
    assert ended.duration_seconds is not None
    assert len(ended.trace_id) == 32


@pytest.mark.parametrize(
    ("command", "role", "outcome", "code"),
    [
        (KEY, Role.ADMIN, AuditOutcome.DONE, ""),
        (KEY, Role.OPERATOR, AuditOutcome.REFUSED, "permission_denied"),
        (KEY, None, AuditOutcome.REFUSED, "permission_denied"),
        (RevokeApiKeyCommand("nobody"), Role.ADMIN, AuditOutcome.REFUSED, "not_found"),
        (ChangeSettingsCommand(patch={"a": 1}), Role.ADMIN, AuditOutcome.REFUSED, "invalid_settings"),
        (
            ChangeSettingsCommand(patch={}, expected_versions={9}),
            Role.ADMIN,
            AuditOutcome.REFUSED,
            "precondition_failed",
        ),
        (ListApiKeysQuery(), Role.VIEWER, AuditOutcome.REFUSED, "permission_denied"),
    ],
)
async def test_outcome_is_on_record(
    world: FakeWorld, process: FakeProcess, command: Any, role: Role | None, outcome: AuditOutcome, code: str
) -> None:
    """Done, or refused for whatever reason; a query only where its sender may not ask."""
    await process.send_async(command, role)
    [record] = records(world)
    assert (record.outcome, record.code) == (outcome, code)
    assert record.by == (f"key:{role.name}" if role else "")


async def test_queries_leave_no_record(world: FakeWorld, process: FakeProcess) -> None:
    """They change nothing."""
    await process.send_async(ListApiKeysQuery())
    assert records(world) == []


async def test_failures_are_on_record(world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a source could not do, and what nobody expected."""

    async def away(_: Any) -> None:
        raise SourceUnavailableError("the database does not answer", code="database_unavailable")

    async def broken(_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(world.keys, "add_async", away)
    assert (await process.send_async(KEY)).status == 503
    world.clock.pass_seconds(1)
    monkeypatch.setattr(world.keys, "add_async", broken)
    with pytest.raises(RuntimeError):
        await process.send_async(KEY)
    assert [(record.outcome, record.code) for record in records(world)] == [
        (AuditOutcome.FAILED, "database_unavailable"),
        (AuditOutcome.FAILED, "internal_error"),
    ]


async def test_cancelled_command_is_on_record(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have had its effect, or not."""
    begun = asyncio.Event()

    async def hang(_: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(world.keys, "add_async", hang)
    async with task_group() as tasks:
        sending = tasks.create_task(process.send_async(KEY))
        await begun.wait()
        assert [record.outcome for record in records(world)] == [AuditOutcome.BEGUN]
        sending.cancel()
    [record] = records(world)
    assert (record.outcome, record.code) == (AuditOutcome.FAILED, "cancelled")


async def test_nothing_is_done_when_it_cannot_be_on_record(world: FakeWorld, process: FakeProcess) -> None:
    """503, and no key was made."""
    world.audit.down = True
    result = await process.send_async(KEY)
    assert (result.status, result.error.code) == (503, "database_unavailable")
    assert await world.keys.list_async() == []


async def test_outcome_is_written_later_when_it_cannot_be_now(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is true all the same; the next record takes the outcome along, in order."""
    add = world.keys.add_async

    async def add_as_the_database_goes(key: Any) -> None:
        await add(key)
        world.audit.down = True

    monkeypatch.setattr(world.keys, "add_async", add_as_the_database_goes)
    with capture_logs() as lines:
        assert (await process.send_async(KEY)).status == 201
    assert [line["event"] for line in lines] == ["audit_postponed"]
    assert [record.outcome for record in records(world)] == [AuditOutcome.BEGUN]
    assert (await process.send_async(RevokeApiKeyCommand("nobody"))).status == 503
    world.audit.down = False
    world.clock.pass_seconds(1)
    await process.send_async(RevokeApiKeyCommand("nobody"))
    assert [record.outcome for record in records(world)] == [AuditOutcome.DONE, AuditOutcome.REFUSED]


async def test_many_commands_share_their_writes(world: FakeWorld, process: FakeProcess) -> None:
    """What arrives while a write goes on is one write after it."""
    async with task_group() as tasks:
        for _ in range(50):
            tasks.create_task(process.send_async(RevokeApiKeyCommand("nobody")))
    assert [record.outcome for record in records(world)] == [AuditOutcome.REFUSED] * 50
    assert len(world.audit.writes) < 20


async def test_others_are_written_when_who_writes_for_all_is_cancelled(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next in line takes over."""
    write, writes = world.audit.write_async, list[list[AuditRecord]]()
    gates = [asyncio.Event(), asyncio.Event(), asyncio.Event()]

    async def write_when_allowed(batch: list[AuditRecord]) -> None:
        writes.append(list(batch))
        await gates[len(writes) - 1].wait()
        await write(batch)

    await process.send_async(RevokeApiKeyCommand("nobody"))
    [template] = records(world)
    begin = process.get(AuditWriting).begin_async
    monkeypatch.setattr(world.audit, "write_async", write_when_allowed)
    async with task_group() as tasks:
        tasks.create_task(begin(template))
        await until(lambda: len(writes) == 1)
        who_writes = tasks.create_task(begin(template))
        next_in_line = tasks.create_task(begin(template))
        await asyncio.sleep(0)
        gates[0].set()
        await until(lambda: len(writes) == 2)
        who_writes.cancel()
        await until(lambda: len(writes) == 3)
        gates[2].set()
    assert (who_writes.cancelled(), next_in_line.done()) == (True, True)
    assert writes[1] == writes[2] == [template, template]


async def test_mediator_sends_what_nobody_sent_nowhere(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody is on record as nobody."""
    await process.get(FleetMediator).execute_async(KEY)
    await until(lambda: records(world))
    assert [(record.by, record.role) for record in records(world)] == [("", "")]


async def test_wrong_key_is_on_record_without_the_key(world: FakeWorld, process: FakeProcess) -> None:
    """With where it came from and what was asked, however long that is."""
    await process.get(RefusedKeys).note_async("192.0.2.1", "POST", "/" + "x" * 300)
    [record] = records(world)
    assert (record.command, record.targets) == ("Authenticate", ["192.0.2.1"])
    assert (record.outcome, record.code) == (AuditOutcome.REFUSED, "unauthorized")
    assert len(record.parameters["path"]) == 200
