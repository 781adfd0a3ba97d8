"""What is archived again and again, and whose it is."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from application.archive.archive_plans_job import ArchivePlansJob
from application.archive.create_archive_plan_command import CreateArchivePlanCommand
from application.archive.get_archive_plan_query import GetArchivePlanQuery
from application.archive.list_archive_plans_query import ListArchivePlansQuery
from application.archive.remove_archive_plan_command import RemoveArchivePlanCommand
from application.archive.run_archive_plan_command import RunArchivePlanCommand
from application.archive.update_archive_plan_command import UpdateArchivePlanCommand
from application.behaviors.error_behavior import RefusedResult
from application.job.job_run import JobRun
from domain.access.principal import Role
from domain.archive.archive_kind import ArchiveFormat, ArchiveKind
from domain.archive.archive_plan import ArchivePlan
from domain.job.job_execution import TriggerKind
from domain.job.schedule import Schedule
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld

AT_ONE = Schedule.daily(13, 0)


def create(**fields: Any) -> CreateArchivePlanCommand:
    """A command that makes a plan."""
    given: dict[str, Any] = {
        "name": "nightly",
        "what": tuple(ArchiveKind),
        "window_days": 2,
        "format": ArchiveFormat.PARQUET,
        "destination": "",
        "schedule": AT_ONE,
        "prune": False,
        "active": True,
    }
    return CreateArchivePlanCommand(**{**given, **fields})


async def made(process: FakeProcess, role: Role = Role.OPERATOR, **fields: Any) -> ArchivePlan:
    """Make a plan as somebody of this role."""
    plan: ArchivePlan = (await process.send_async(create(**fields), role)).data
    return plan


async def refused(process: FakeProcess, request: Any, role: Role = Role.OPERATOR) -> str:
    """The code of a refusal."""
    result = await process.send_async(request, role)
    assert isinstance(result, RefusedResult)
    return result.error.code


async def look(process: FakeProcess) -> dict[str, Any]:
    """Let the job look once."""
    run = JobRun(job="archive-plans", scheduled_for=NOON, started_at=NOON)
    return asdict(await process.get(ArchivePlansJob).run_every(run))


async def test_belongs_to_who_made_it(process: FakeProcess) -> None:
    """Everybody sees, changes and removes his own; an admin all."""
    async with process:
        plan = await made(process)
        others = await made(process, Role.ADMIN, name="another")
        assert (plan.owner, plan.version, plan.counted_from) == ("key:OPERATOR", 1, NOON)
        for request in (
            GetArchivePlanQuery(others.id),
            UpdateArchivePlanCommand(plan_id=others.id, name="mine"),
            RemoveArchivePlanCommand(others.id),
            RunArchivePlanCommand(others.id),
        ):
            assert await refused(process, request) == "not_found"
        assert (await process.send_async(ListArchivePlansQuery(), Role.OPERATOR)).data == [plan]
        assert (await process.send_async(ListArchivePlansQuery())).data == [plan, others]
        assert (await process.send_async(GetArchivePlanQuery(plan.id))).data == plan
        assert await refused(process, create(), Role.VIEWER) == "permission_denied"


async def test_changes_what_is_said_and_nothing_else(process: FakeProcess, world: FakeWorld) -> None:
    """Times count anew where they are others, or where it was off; each change is a version."""
    async with process:
        plan = await made(process)
        world.clock.pass_seconds(60)
        renamed = (await process.send_async(UpdateArchivePlanCommand(plan_id=plan.id, name="b", active=False))).data
        assert renamed == replace(plan, name="b", active=False, version=2)
        on = (await process.send_async(UpdateArchivePlanCommand(plan_id=plan.id, active=True))).data
        assert on.counted_from == NOON + timedelta(seconds=60)
        world.clock.pass_seconds(60)
        later = UpdateArchivePlanCommand(plan_id=plan.id, schedule=Schedule.daily(14, 0))
        assert (await process.send_async(later)).data.counted_from == NOON + timedelta(seconds=120)


async def test_is_changed_only_at_the_version_that_was_meant(process: FakeProcess, world: FakeWorld) -> None:
    """Nor by two at once."""
    async with process:
        plan = await made(process)
        stale = UpdateArchivePlanCommand(plan_id=plan.id, name="b", expected_versions={7})
        assert await refused(process, stale) == "precondition_failed"
        assert await refused(process, RemoveArchivePlanCommand(plan.id, {7})) == "precondition_failed"
        read = world.archive_plans.find_async

        async def read_and_be_overtaken(plan_id: str) -> ArchivePlan | None:
            found = await read(plan_id)
            world.archive_plans.records[plan_id] = replace(plan, version=5)
            return found

        world.archive_plans.find_async = read_and_be_overtaken  # type: ignore[method-assign]
        assert await refused(process, UpdateArchivePlanCommand(plan_id=plan.id, name="b")) == "conflict"


async def test_is_gone_when_it_was_removed(process: FakeProcess) -> None:
    """Once."""
    async with process:
        plan = await made(process)
        assert (await process.send_async(RemoveArchivePlanCommand(plan.id, {1}), Role.OPERATOR)).status == 204
        assert await refused(process, RemoveArchivePlanCommand(plan.id)) == "not_found"


@pytest.mark.parametrize("fields", [{"destination": "moon"}, {"schedule": Schedule(cron="99 * * * *")}])
async def test_is_refused_when_it_could_never_be_carried_out(process: FakeProcess, fields: dict[str, Any]) -> None:
    """By an unknown destination, or at a time that never comes."""
    async with process:
        assert await refused(process, create(**fields)) in {"unknown_destination", "invalid_schedule"}


async def test_is_queued_once_when_its_time_has_come(process: FakeProcess, world: FakeWorld) -> None:
    """However often it is looked at; the run is the owner's, and is told the days before its slot."""
    async with process:
        plan = await made(process, destination="cold", prune=True)
        await made(process, active=False)
        assert await look(process) == {"plans": 1, "due": 0}
        world.clock.pass_seconds(2 * 3600)
        for _ in range(2):
            assert await look(process) == {"plans": 1, "due": 1}
    (execution,) = world.executions.records.values()
    assert execution.id == f"telemetry-archive@2026-06-01T13:00:00.000Z:{plan.id}"
    assert (execution.job, execution.owner, execution.triggered_by) == (
        "telemetry-archive",
        "key:OPERATOR",
        TriggerKind.SCHEDULE,
    )
    assert execution.params == {
        "start_date": "2026-05-30",
        "end_date": "2026-05-31",
        "what": ["telemetry", "events"],
        "format": "parquet",
        "destination": "cold",
        "prune": True,
        "plan_id": plan.id,
    }


async def test_is_carried_out_once_after_a_long_silence(process: FakeProcess, world: FakeWorld) -> None:
    """For the newest of its times, and not for one that was more than a day ago."""
    async with process:
        await made(process)
        world.clock.pass_seconds(3 * 24 * 3600)
        await look(process)
    assert [execution.scheduled_for.day for execution in world.executions.records.values()] == [3]


async def test_is_carried_out_when_somebody_asks(process: FakeProcess, world: FakeWorld) -> None:
    """Also one that is off."""
    async with process:
        plan = await made(process, active=False)
        result = await process.send_async(RunArchivePlanCommand(plan.id), Role.OPERATOR)
    assert result.status == 202
    execution = world.executions.records[result.data.execution_id]
    assert (execution.triggered_by, execution.due_at) == (TriggerKind.PERSON, NOON)
