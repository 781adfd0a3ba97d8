"""What people change of how jobs are run."""

from dataclasses import replace
from typing import Any

import pytest
from neuroglia.mediation.mediator import Request

from application.job.disable_job_command import DisableJobCommand
from application.job.disable_jobs_command import DisableJobsCommand
from application.job.enable_job_command import EnableJobCommand
from application.job.enable_jobs_command import EnableJobsCommand
from application.job.remove_job_schedule_command import RemoveJobScheduleCommand
from application.job.reschedule_job_command import RescheduleJobCommand
from application.job.reset_job_command import ResetJobCommand
from application.job.set_job_params_command import SetJobParamsCommand
from application.job.wanted_schedule import ScheduleType, WantedSchedule
from domain.access.principal import Role
from domain.job.job_configuration import JobConfiguration
from domain.job.job_events import JobConfiguredDomainEvent
from domain.job.schedule import Schedule
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.steered_jobs import resting

HOURLY = WantedSchedule(type=ScheduleType.CRON, cron="0 * * * *")


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that knows jobs and runs none."""
    return resting(world)


def configuration(world: FakeWorld, name: str = "daily") -> JobConfiguration:
    """What is kept of a job."""
    return world.job_configurations.records[name]


async def changed(process: FakeProcess, command: Request[Any]) -> Any:
    """Change something; return the job as it is then."""
    result = await process.send_async(command, Role.OPERATOR)
    assert result.status == 200, result.detail
    return result.data


async def test_another_schedule_counts_from_now_on(world: FakeWorld, process: FakeProcess) -> None:
    """It is told, with who it was; the code's holds again when it is removed."""
    async with process:
        await changed(process, DisableJobCommand("off"))
        world.clock.pass_seconds(60)
        job = await changed(process, RescheduleJobCommand(job_id="daily", wanted=HOURLY))
        kept = configuration(world)
        assert (job.schedule.cron, job.schedule_source, job.version) == ("0 * * * *", "override", 2)
        assert (kept.schedule, kept.counted_from) == (Schedule(cron="0 * * * *"), world.clock.now())
        assert (kept.changed_by, kept.changed_at, kept.switched_by) == ("key:OPERATOR", world.clock.now(), "")
        again = await changed(process, RemoveJobScheduleCommand("daily"))
        assert (again.schedule.cron, again.schedule_source) == ("0 4 * * *", "code")
        nothing_left = await process.send_async(RemoveJobScheduleCommand("daily"))
        wrong = WantedSchedule(type=ScheduleType.INTERVAL)
        refused = await process.send_async(RescheduleJobCommand(job_id="daily", wanted=wrong))
    assert (nothing_left.status, refused.status) == (409, 422)
    events = [event.domain_event for event in process.heard]
    told = [(event.by, event.changes) for event in events if isinstance(event, JobConfiguredDomainEvent)]
    assert told[-2:] == [
        ("key:OPERATOR", {"schedule": "0 * * * * (UTC)"}),
        ("key:OPERATOR", {"schedule": None}),
    ]


async def test_is_switched_whatever_its_code_says(world: FakeWorld, process: FakeProcess) -> None:
    """Slots count from when it is enabled; to say it twice changes nothing."""
    async with process:
        world.clock.pass_seconds(60)
        assert (await changed(process, EnableJobCommand("off"))).enabled
        first = configuration(world, "off")
        world.clock.pass_seconds(60)
        await changed(process, EnableJobCommand("off"))
        assert configuration(world, "off") == first
        assert (first.enabled, first.switched_by, first.counted_from) == (True, "key:OPERATOR", first.switched_at)
        await changed(process, SetJobParamsCommand(job_id="off", changes={"misfire_grace_seconds": 90}))
        assert configuration(world, "off").switched_at == first.switched_at
        assert not (await changed(process, DisableJobCommand("off"))).enabled


async def test_what_runs_get_is_set_and_unset(world: FakeWorld, process: FakeProcess) -> None:
    """Params in place of all before; what is absent stays."""
    async with process:
        both = {"params": {"count": 3}, "misfire_grace_seconds": 60.0}
        job = await changed(process, SetJobParamsCommand(job_id="daily", changes=both))
        assert (job.overrides.params, job.grace_seconds) == ({"count": 3}, 60)
        job = await changed(process, SetJobParamsCommand(job_id="daily", changes={"params": {"colour": "blue"}}))
        assert (job.overrides.params, job.grace_seconds) == ({"colour": "blue"}, 60)
        job = await changed(process, SetJobParamsCommand(job_id="daily", changes=dict.fromkeys(both)))
        assert (job.overrides.params, job.overrides.misfire_grace_seconds) == ({}, None)
    assert configuration(world).counted_from == NOON


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"params": {"count": "x", "size": 1}, "misfire_grace_seconds": 0}, 3),
        ({"params": {"start_date": "2026-11-02", "end_date": "2026-11-01"}}, 1),
        ({"misfire_grace_seconds": 1e9}, 1),
    ],
)
async def test_what_runs_get_is_refused(process: FakeProcess, changes: dict[str, Any], pointers: int) -> None:
    """Each with its place."""
    async with process:
        refused = await process.send_async(SetJobParamsCommand(job_id="daily", changes=changes))
    assert (refused.status, len(refused.error.faults)) == (422, pointers)


async def test_reset_leaves_nothing_but_where_to_go_on(world: FakeWorld, process: FakeProcess) -> None:
    """That is no setting."""
    async with process:
        await changed(process, RescheduleJobCommand(job_id="daily", wanted=HOURLY))
        await changed(process, DisableJobCommand("daily"))
        await world.job_configurations.continue_from_async("daily", "w7")
        job = await changed(process, ResetJobCommand("daily"))
    assert (job.enabled, job.schedule_source, job.continue_from) == (True, "code", "w7")


async def test_who_is_overtaken_tries_once_more(
    world: FakeWorld, process: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is a conflict; who expects a version is told at once."""
    replacing = world.job_configurations.replace_async
    overtaken = [1]

    async def overtake(wanted: JobConfiguration) -> bool:
        if overtaken:
            overtaken.pop()
            known = configuration(world, wanted.job)
            world.job_configurations.records[wanted.job] = replace(known, version=known.version + 1)
        return await replacing(wanted)

    monkeypatch.setattr(world.job_configurations, "replace_async", overtake)
    async with process:
        assert (await changed(process, DisableJobCommand("daily"))).version == 3
        overtaken += [1, 1]
        assert (await process.send_async(EnableJobCommand("daily"))).status == 409
        stale = await process.send_async(EnableJobCommand("daily", frozenset({1})))
        assert (stale.status, stale.error.current_version) == (412, 5)
        assert (await process.send_async(EnableJobCommand("daily", frozenset({5})))).status == 200


async def test_several_are_switched_each_by_itself(process: FakeProcess) -> None:
    """One that is refused keeps no other from it."""
    names = ("daily", "guarded", "nobody", "daily")
    async with process:
        outcomes = (await process.send_async(DisableJobsCommand(names), Role.OPERATOR)).data
        assert [(each.job, each.code) for each in outcomes] == [
            ("daily", ""),
            ("guarded", "permission_denied"),
            ("nobody", "not_found"),
        ]
        outcomes = (await process.send_async(EnableJobsCommand(("daily",)), Role.OPERATOR)).data
    assert [each.message for each in outcomes] == [""]


async def test_job_says_whom_it_needs(process: FakeProcess) -> None:
    """An operator may not steer what is for admins, nor a viewer anything."""
    async with process:
        assert (await process.send_async(EnableJobCommand("guarded"), Role.OPERATOR)).status == 403
        assert (await process.send_async(EnableJobCommand("guarded"), Role.ADMIN)).status == 200
        assert (await process.send_async(EnableJobCommand("daily"), Role.VIEWER)).status == 403
        assert (await process.send_async(EnableJobCommand("nobody"), Role.ADMIN)).status == 404
