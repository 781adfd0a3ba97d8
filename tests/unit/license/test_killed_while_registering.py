"""The service is killed between the steps of a licence's operation: another process goes on, and asks Cisco once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from application.license.deregister_license_command import DeregisterLicenseCommand
from application.license.register_license_command import RegisterLicenseCommand
from application.license.renew_license_command import RenewLicenseCommand
from application.operation.operation_dto import OperationDto
from application.operation.run_operation_handler import RunOperationHandler
from domain.cml.licensing_reading import LicensingAttempt
from fakes.fake_clock import NOON
from fakes.fake_licence import FakeLicence
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.readings import EAST, unborn_worker
from fakes.worker_steps import born

ONE = unborn_worker(1, EAST).aggregate_id
TOKEN = SecretStr("c2VjcmV0LXRva2Vu")
DONE_BEFORE = LicensingAttempt(at=NOON, status="SUCCEEDED", failure="")


def kill_at(target: Any, method: str, process: FakeProcess, *, after: bool, call: int = 1) -> Callable[[], bool]:
    """Kill the process right before or right after the n-th call; tells whether it happened."""
    original, calls, done = getattr(target, method), 0, False

    async def killing(*arguments: Any, **named: Any) -> Any:
        nonlocal calls, done
        calls += 1
        if calls != call:
            return await original(*arguments, **named)
        setattr(target, method, original)
        if after:
            await original(*arguments, **named)
        done = True
        process.kill()
        return await asyncio.Event().wait()

    setattr(target, method, killing)
    return lambda: done


async def passing(world: FakeWorld, condition: Callable[[], Any]) -> None:
    """Let time pass until something is so; everybody has their turn meanwhile."""
    for _ in range(200):
        if condition():
            return
        world.clock.pass_seconds(1)
        for _turn in range(30):
            await asyncio.sleep(0)
    raise AssertionError("it never came to that")


async def killed_at(
    world: FakeWorld, command: Any, method: str, *, after: bool, call: int = 1, store: bool = False
) -> OperationDto:
    """Let a process begin and be killed, and another one go on; return the operation as that ended it."""
    killed = FakeProcess(world, {RunOperationHandler: None})
    await killed.__aenter__()
    await killed.commit_async(born(1, EAST))
    world.clock.pass_seconds(1)
    died = kill_at(world.license_tokens if store else world.cml, method, killed, after=after, call=call)
    begun = (await killed.send_async(command)).data

    await passing(world, died)
    world.leases.forget_releases = True
    async with FakeProcess(world, {RunOperationHandler: None}) as other:

        def ended() -> Any:
            states: Any = other.view.states_of([begun.id])
            return next((state for state in states if state.finished_at), None)

        await passing(world, ended)
        return OperationDto.of(ended())


CALLS = [
    ("read_licensing_async", 1),
    ("register_license_async", 1),
    ("read_licensing_async", 2),
    ("read_licensing_async", 3),
    ("read_health_async", 1),
]
KILLS = [(method, call, after) for method, call in CALLS for after in (False, True)]


@pytest.mark.parametrize("reregister", [False, True])
@pytest.mark.parametrize(("method", "call", "after"), KILLS)
async def test_registration_goes_on_when_killed(
    world: FakeWorld, method: str, call: int, after: bool, reregister: bool
) -> None:
    """Cisco is asked once, whether the controller was registered before or not."""
    before = {"registration": "COMPLETED", "authorization": "IN_COMPLIANCE", "registering": DONE_BEFORE}
    licence = world.cml.licences[ONE] = FakeLicence(**before) if reregister else FakeLicence()  # type: ignore[arg-type]
    command = RegisterLicenseCommand(worker_id=ONE, token=TOKEN, reregister=reregister)
    ended = await killed_at(world, command, method, after=after, call=call)
    assert (ended.status, ended.done, len(licence.tokens)) == ("completed", 1, 1)
    assert world.license_tokens.tokens == {}


@pytest.mark.parametrize("after", [False, True])
async def test_registration_has_ended_when_killed_after_its_end(world: FakeWorld, after: bool) -> None:
    """What was told of it stands; the token is removed although the operation has nothing left to do."""
    licence = world.cml.licences[ONE] = FakeLicence()
    command = RegisterLicenseCommand(worker_id=ONE, token=TOKEN)
    ended = await killed_at(world, command, "remove_async", after=after, store=True)
    assert (ended.done, len(licence.tokens), world.license_tokens.tokens) == (1, 1, {})


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("method", ["read_licensing_async", "renew_license_async", "renew_authorization_async"])
async def test_renewal_goes_on_when_killed(world: FakeWorld, method: str, after: bool) -> None:
    """The registration is renewed once."""
    world.cml.licences[ONE] = FakeLicence(registration="COMPLETED", renewing=DONE_BEFORE, looks=0)
    ended = await killed_at(world, RenewLicenseCommand(worker_id=ONE), method, after=after)
    assert (ended.status, ended.done) == ("completed", 1)
    assert world.cml.calls.count("renew") == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("method", ["read_licensing_async", "deregister_license_async", "read_health_async"])
async def test_deregistration_goes_on_when_killed(world: FakeWorld, method: str, after: bool) -> None:
    """It is given up once."""
    world.cml.licences[ONE] = FakeLicence(registration="COMPLETED")
    ended = await killed_at(world, DeregisterLicenseCommand(worker_id=ONE), method, after=after)
    assert (ended.status, ended.done) == ("completed", 1)
    assert world.cml.calls.count("deregister") == 1


async def test_registration_ends_with_the_reason_when_its_token_is_gone(world: FakeWorld) -> None:
    """It was kept for a day."""

    async def nothing(_token_id: str) -> None:
        return None

    world.license_tokens.get_async = nothing  # type: ignore[method-assign,assignment]
    command = RegisterLicenseCommand(worker_id=ONE, token=TOKEN)
    ended = await killed_at(world, command, "read_health_async", after=False)
    assert [target.code for target in ended.targets] == ["license_token_gone"]
