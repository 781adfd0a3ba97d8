"""Registering, renewing and giving up licences, as operations."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from application.license.deregister_license_command import DeregisterLicenseCommand
from application.license.get_worker_license_query import GetWorkerLicenseQuery
from application.license.register_license_command import RegisterLicenseCommand
from application.license.renew_license_command import RenewLicenseCommand
from application.operation.operation_dto import OperationDto, TargetDto
from application.ports.cml_errors import CMLRefusedError, CMLUnreachableError
from domain.cml.licensing_reading import LicensingAttempt
from domain.worker.cml_worker_repository import CMLWorkerRepository
from domain.worker.license_act import LicenseActKind
from fakes.fake_clock import NOON
from fakes.fake_licence import FakeLicence
from fakes.fake_process import FakeProcess, FakeWorld, until
from fakes.readings import EAST, unborn_worker
from fakes.worker_steps import stop

ONE = unborn_worker(1, EAST).aggregate_id
TOKEN = "c2VjcmV0LXRva2Vu"
REGISTER: dict[str, Any] = {"worker_id": ONE, "token": SecretStr(TOKEN)}
ASKED = ("register", "renew", "authorize", "deregister")


async def turns() -> None:
    """Let everybody have their turn: leases are prolonged as time passes."""
    for _ in range(30):
        await asyncio.sleep(0)


async def target_of(world: FakeWorld, process: FakeProcess, command: Any) -> TargetDto:
    """Send a command, let time pass, and return what became of its one target."""
    result = await process.send_async(command)
    assert result.status in {200, 202}, result.error
    operation_id = result.data.id

    def state() -> Any:
        states: Any = process.view.states_of([operation_id])
        return next((state for state in states if state.finished_at), None)

    for _ in range(400):
        if state() is not None:
            break
        world.clock.pass_seconds(1)
        await turns()
    [target] = OperationDto.of(state()).targets
    return target


def asked(world: FakeWorld) -> list[str]:
    """What the controller was asked to do."""
    return [call for call in world.cml.calls if call in ASKED]


def types(process: FakeProcess) -> list[str]:
    """What was told about the licence."""
    prefix = "worker.license."
    return [event.short_type.removeprefix(prefix) for event in process.heard if event.short_type.startswith(prefix)]


def licence(world: FakeWorld, **fields: Any) -> FakeLicence:
    """Give the controller this licence."""
    made = world.cml.licences[ONE] = FakeLicence(**fields)
    return made


def registered(world: FakeWorld, **fields: Any) -> FakeLicence:
    """Give the controller a licence that is registered."""
    attempt = LicensingAttempt(at=NOON, status="SUCCEEDED", failure="")
    known = {"registration": "COMPLETED", "authorization": "IN_COMPLIANCE", "registering": attempt, "renewing": attempt}
    return licence(world, **{**known, **fields})


async def test_registration_is_followed_until_it_settles(world: FakeWorld, process: FakeProcess) -> None:
    """Every step is told, and the token is gone when it ends."""
    granted = licence(world, looks=2)
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER))
    assert (target.outcome, target.code, granted.tokens) == ("done", None, [TOKEN])
    told = types(process)
    assert told[0] == "registration.started"
    assert told.count("registration.progressed") == 3
    assert told[-2:] == ["registration.completed", "changed"]
    assert world.license_tokens.tokens == {}
    shown = (await process.send_async(GetWorkerLicenseQuery(ONE))).data
    assert (shown.license.licensed, shown.act.kind, shown.act.failed) == (True, "registration", False)


async def test_token_is_in_no_event_and_no_operation(world: FakeWorld, process: FakeProcess) -> None:
    """Not even where Cisco repeats it."""
    licence(world, failure=f"The token '{TOKEN}' is not valid.")
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER))
    assert (target.code, target.message) == ("license_refused", "The token '***' is not valid.")
    assert types(process)[-2:] == ["registration.failed", "changed"]
    assert TOKEN not in repr([event.domain_event for event in process.heard])
    assert TOKEN not in repr(RegisterLicenseCommand(**REGISTER))


async def test_nothing_is_registered_twice(world: FakeWorld, process: FakeProcess) -> None:
    """Only who says so registers a controller that is registered."""
    registered(world)
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER))
    assert (target.outcome, target.code, asked(world)) == ("done", "nothing_to_do", [])
    world.clock.pass_seconds(1)
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER, reregister=True))
    assert (target.outcome, target.code, asked(world)) == ("done", None, ["register"])


async def test_controller_may_be_away_while_it_settles(world: FakeWorld, process: FakeProcess) -> None:
    """Until it has been away for too long: then the operation says how far it knows."""
    licence(world, looks=1_000)
    command = RegisterLicenseCommand(**REGISTER)
    world.cml.errors[f"{ONE} health"] = CMLUnreachableError("gone")
    original = world.cml.register_license_async

    async def go_away(*arguments: Any, **named: Any) -> None:
        await original(*arguments, **named)
        world.cml.errors[f"{ONE} licensing"] = CMLUnreachableError("gone")

    world.cml.register_license_async = go_away  # type: ignore[method-assign]
    target = await target_of(world, process, command)
    assert (target.outcome, target.code) == ("failed", "license_unsettled")
    assert "cannot be reached" in (target.message or "")


@pytest.mark.parametrize("act", ["register", "renew", "deregister"])
async def test_refusal_is_told_in_the_words_of_cml(world: FakeWorld, process: FakeProcess, act: str) -> None:
    """Literally."""
    if act != "register":
        registered(world)
    world.cml.errors[f"{ONE} {act}"] = CMLRefusedError("The agent is busy.")
    commands = {
        "register": RegisterLicenseCommand(**REGISTER),
        "renew": RenewLicenseCommand(worker_id=ONE),
        "deregister": DeregisterLicenseCommand(worker_id=ONE),
    }
    target = await target_of(world, process, commands[act])
    assert (target.outcome, target.code, target.message) == ("failed", "cml_refused", "The agent is busy.")
    assert target.step == "ask"


async def test_renewal_needs_a_registration(world: FakeWorld, process: FakeProcess) -> None:
    """Then the authorization is renewed too."""
    target = await target_of(world, process, RenewLicenseCommand(worker_id=ONE))
    assert (target.outcome, target.code, asked(world)) == ("failed", "license_not_registered", [])
    registered(world)
    world.clock.pass_seconds(1)
    target = await target_of(world, process, RenewLicenseCommand(worker_id=ONE))
    assert (target.outcome, asked(world)) == ("done", ["renew", "authorize"])


@pytest.mark.parametrize(("words", "message"), [("no way out", "no way out"), ("", "CML does not say why")])
async def test_renewal_fails_when_cisco_refuses(
    world: FakeWorld, process: FakeProcess, words: str, message: str
) -> None:
    """The words of the attempt made now, not of one before."""
    renewing = LicensingAttempt(at=NOON, status="FAILED", failure=words)
    renewed = registered(world)
    original = renewed.renew

    def refuse(now: Any) -> None:
        original(now)
        renewed.failure, renewed.renewing = words or "x", renewing

    renewed.renew = refuse  # type: ignore[method-assign]
    if not words:
        renewed.renew = lambda now: setattr(  # type: ignore[method-assign]
            renewed, "renewing", LicensingAttempt(at=now, status="FAILED", failure="")
        )
    world.clock.pass_seconds(1)
    target = await target_of(world, process, RenewLicenseCommand(worker_id=ONE))
    assert (target.outcome, target.code) == ("failed", "license_refused")
    assert message in (target.message or "")


async def test_registration_says_so_when_cml_does_not_say_why(world: FakeWorld, process: FakeProcess) -> None:
    """A refusal without words."""
    refused = licence(world)

    def refuse(token: str, now: Any) -> None:
        refused.registering = LicensingAttempt(at=now, status="FAILED", failure="")

    refused.register = refuse  # type: ignore[method-assign]
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER))
    assert "CML does not say why" in (target.message or "")


@pytest.mark.parametrize(("answers", "code"), [(True, None), (False, "cisco_not_told")])
async def test_deregistration_says_when_cisco_was_not_told(
    world: FakeWorld, process: FakeProcess, answers: bool, code: str | None
) -> None:
    """It is done all the same; what is not registered needs nothing."""
    registered(world, cisco_answers=answers)
    target = await target_of(world, process, DeregisterLicenseCommand(worker_id=ONE))
    assert (target.outcome, target.code, asked(world)) == ("done", code, ["deregister"])
    assert "deregistration.completed" in types(process)
    target = await target_of(world, process, DeregisterLicenseCommand(worker_id=ONE))
    assert (target.outcome, target.code, asked(world)) == ("done", "nothing_to_do", ["deregister"])


async def test_one_operation_at_a_time_is_about_a_licence(world: FakeWorld, process: FakeProcess) -> None:
    """The second one is refused at once."""
    licence(world, looks=1_000)
    begun = await process.send_async(RegisterLicenseCommand(**REGISTER))
    await until(lambda: "registration.progressed" in types(process))
    refused = await process.send_async(RegisterLicenseCommand(**REGISTER))
    assert (begun.status, refused.status, refused.error.code) == (202, 409, "license_busy")


async def test_nobody_is_asked_when_the_worker_does_not_run(world: FakeWorld, process: FakeProcess) -> None:
    """409 at once, 404 for a worker that is not there."""
    [worker] = await process.get(CMLWorkerRepository).get_many_async([ONE])  # type: ignore[type-abstract]
    await process.commit_async(stop(worker, world.clock.now()))
    refused = await process.send_async(RegisterLicenseCommand(**REGISTER))
    assert (refused.status, refused.error.code, world.license_tokens.tokens) == (409, "worker_not_running", {})
    assert (await process.send_async(GetWorkerLicenseQuery("nobody"))).status == 404


async def test_licence_is_shown_as_unknown_before_it_was_read(process: FakeProcess) -> None:
    """Null, and nothing is done about it."""
    shown = (await process.send_async(GetWorkerLicenseQuery(ONE))).data
    assert (shown.license, shown.days_left, shown.act) == (None, None, None)


async def test_act_of_an_operation_that_was_given_up_blocks_nobody(world: FakeWorld, process: FakeProcess) -> None:
    """Nobody ends it any more: the next operation takes its place."""
    [worker] = await process.get(CMLWorkerRepository).get_many_async([ONE])  # type: ignore[type-abstract]
    worker.begin_license_act(LicenseActKind.RENEWAL, "given-up", "key:1", world.clock.now())
    await process.commit_async(worker)
    target = await target_of(world, process, RegisterLicenseCommand(**REGISTER))
    assert target.outcome == "done"


async def test_command_answers_with_the_end_when_it_waits(world: FakeWorld, process: FakeProcess) -> None:
    """200 with the finished operation."""
    registered(world)
    assert (await process.send_async(RegisterLicenseCommand(**REGISTER, wait_seconds=10))).status == 200
    world.cml.licences[ONE] = FakeLicence()
    for command in (DeregisterLicenseCommand, RenewLicenseCommand):
        assert (await process.send_async(command(worker_id=ONE, wait_seconds=10))).status == 200


async def test_second_of_two_that_begin_together_is_told_why(world: FakeWorld, process: FakeProcess) -> None:
    """Both were accepted; the worker knows one."""
    licence(world, looks=20)
    first, second = [await process.send_async(RegisterLicenseCommand(**REGISTER)) for _ in range(2)]
    ids = [first.data.id, second.data.id]
    for _ in range(200):
        states: Any = process.view.states_of(ids)
        if all(state.finished_at for state in states):
            break
        world.clock.pass_seconds(1)
        await turns()
    codes = [target.code for state in states for target in OperationDto.of(state).targets]
    assert sorted(codes, key=str) == [None, "license_busy"]
