"""What is shown of jobs and of their runs."""

from datetime import timedelta
from typing import Any

import pytest

from application.job.get_execution_logs_query import GetExecutionLogsQuery
from application.job.get_execution_query import GetExecutionQuery
from application.job.get_job_query import GetJobQuery
from application.job.get_jobs_health_query import GetJobsHealthQuery
from application.job.get_jobs_overview_query import GetJobsOverviewQuery
from application.job.get_scheduler_query import GetSchedulerQuery
from application.job.list_executions_query import ExecutionCriteria, ListExecutionsQuery
from application.job.list_jobs_query import ListJobsQuery
from application.ports.job_logs import LogLine
from domain.access.principal import Role
from domain.job.job_execution import ExecutionState, TriggerKind
from fakes.fake_clock import NOON
from fakes.fake_process import FakeProcess, FakeWorld
from fakes.steered_jobs import LATER, ended, led, recorded, resting

ONE_OFF: dict[str, Any] = {"triggered_by": TriggerKind.ONE_OFF, "scheduled_for": LATER}


@pytest.fixture
def process(world: FakeWorld) -> FakeProcess:
    """A process that knows jobs and runs none."""
    return resting(world)


async def asked(process: FakeProcess, query: Any, role: Role = Role.VIEWER) -> Any:
    """Send a query; return what it found."""
    result = await process.send_async(query, role)
    assert result.status == 200, result.detail
    return result.data


async def test_list_shows_how_each_job_stands(world: FakeWorld, process: FakeProcess) -> None:
    """The newest run that began, the last success, how many failed since, what runs."""
    ended(world, "daily@1", ExecutionState.COMPLETED)
    world.clock.pass_seconds(60)
    ended(world, "daily@2", ExecutionState.FAILED)
    world.clock.pass_seconds(60)
    running = recorded(world, "daily@3", state=ExecutionState.RUNNING, started_at=world.clock.now())
    jobs = {job.name: job for job in await asked(process, ListJobsQuery())}
    assert list(jobs) == ["daily", "guarded", "off", "unset"]
    daily = jobs["daily"]
    assert (daily.last_state, daily.last_run_at) == (ExecutionState.RUNNING, running.started_at)
    assert (daily.last_success_at, daily.failing, daily.running) == (NOON, 1, 1)
    assert (daily.next_run_at, daily.overdue) == (NOON.replace(hour=4) + timedelta(days=1), False)
    assert (jobs["off"].enabled, jobs["off"].next_run_at) == (False, None)
    assert jobs["guarded"].steered_by == "admin"


async def test_details_show_own_one_offs_alone(world: FakeWorld, process: FakeProcess) -> None:
    """An admin is shown all that wait."""
    for owner in ("key:OPERATOR", "key:other"):
        recorded(world, f"daily@{owner[4:]}", owner=owner, **ONE_OFF)
    recorded(world, "daily@slot")
    seen = await asked(process, GetJobQuery("daily"), Role.OPERATOR)
    assert {run.id for run in seen.waiting} == {"daily@OPERATOR", "daily@slot"}
    assert len((await asked(process, GetJobQuery("daily"), Role.ADMIN)).waiting) == 3
    assert len(seen.next_runs) == 5
    assert [param.name for param in seen.params][:2] == ["colour", "count"]
    assert (await process.send_async(GetJobQuery("nobody"))).status == 404


async def test_runs_are_listed_page_by_page(world: FakeWorld, process: FakeProcess) -> None:
    """The newest slot first; an operator is shown his own one-offs and what is no secret of others."""
    for number in range(5):
        ended(world, f"daily@{number}", ExecutionState.COMPLETED, owner="key:other")
        world.clock.pass_seconds(1)
    recorded(world, "daily@theirs", owner="key:other", **ONE_OFF)
    recorded(world, "daily@own", owner="key:OPERATOR", **ONE_OFF)
    page = await asked(process, ListExecutionsQuery(limit=4), Role.OPERATOR)
    assert [run.id for run in page.items] == ["daily@own", "daily@4", "daily@3", "daily@2"]
    rest = await asked(process, ListExecutionsQuery(limit=4, cursor=page.next_cursor), Role.OPERATOR)
    assert ([run.id for run in rest.items], rest.next_cursor) == (["daily@1", "daily@0"], None)
    mine = ListExecutionsQuery(criteria=ExecutionCriteria(owner="me"))
    assert [run.id for run in (await asked(process, mine, Role.OPERATOR)).items] == ["daily@own"]
    theirs = ListExecutionsQuery(criteria=ExecutionCriteria(owner="key:other", jobs=["daily"], since=LATER))
    assert [run.id for run in (await asked(process, theirs, Role.ADMIN)).items] == ["daily@theirs"]
    assert (await process.send_async(ListExecutionsQuery(cursor="made-up"))).status == 400


async def test_runs_of_one_job_are_those_of_a_job_that_there_is_or_was(world: FakeWorld, process: FakeProcess) -> None:
    """Another name is a mistake."""
    ended(world, "gone@1", ExecutionState.COMPLETED, job="gone")
    assert [run.id for run in (await asked(process, ListExecutionsQuery(of_job="gone"))).items] == ["gone@1"]
    assert (await asked(process, ListExecutionsQuery(of_job="daily"))).items == []
    refused = await process.send_async(ListExecutionsQuery(of_job="daly"))
    assert (refused.status, "there is no such job" in refused.detail) == (404, True)


async def test_run_is_shown_to_who_may_see_it(world: FakeWorld, process: FakeProcess) -> None:
    """A one-off of somebody else is not there, until it begins."""
    theirs = recorded(world, "daily@theirs", owner="key:other", **ONE_OFF)
    query = GetExecutionQuery(execution_id=theirs.id)
    assert (await process.send_async(query, Role.OPERATOR)).status == 404
    assert (await asked(process, query, Role.ADMIN)).owner == "key:other"
    recorded(world, "daily@theirs", owner="key:other", state=ExecutionState.RUNNING, **ONE_OFF)
    assert (await asked(process, query, Role.OPERATOR)).state is ExecutionState.RUNNING
    assert (await process.send_async(GetExecutionQuery(execution_id="daily@nobody"))).status == 404


@pytest.mark.parametrize("result", [{"worker_count": 3}, {"workers": 3, "by_region": {"us-east-1": 3}}, {}, None])
async def test_run_is_shown_with_what_its_version_answered(world: FakeWorld, process: FakeProcess, result: Any) -> None:
    """Also where its job is gone, or had other figures then."""
    ended(world, "gone@1", ExecutionState.COMPLETED, result=result)
    assert (await asked(process, GetExecutionQuery(execution_id="gone@1"))).result == result
    assert [each.result for each in (await asked(process, ListExecutionsQuery())).items] == [result]


async def test_lines_of_a_run_are_numbered(world: FakeWorld, process: FakeProcess) -> None:
    """From the number that is asked for on."""
    ended(world, "daily@a", ExecutionState.FAILED)
    lines = [LogLine(at=NOON, level="info", text=f"line {number}") for number in range(4)]
    await world.job_logs.append_async("daily@a", 0, lines)
    page = await asked(process, GetExecutionLogsQuery(execution_id="daily@a", first=1, limit=2))
    assert [(line.number, line.text) for line in page.items] == [(1, "line 1"), (2, "line 2")]
    assert (page.next, page.state) == (3, ExecutionState.FAILED)


async def test_health_says_who_is_late_and_whether_anybody_leads(world: FakeWorld, process: FakeProcess) -> None:
    """Well is: somebody keeps the schedules, and no job is overdue."""
    assert not (await asked(process, GetJobsHealthQuery())).well
    led(world)
    ended(world, "guarded@a", ExecutionState.TIMED_OUT)
    health = await asked(process, GetJobsHealthQuery())
    assert (health.well, health.scheduler.leader) == (True, "host/1/a")
    assert {job.name: job.health for job in health.jobs} == {
        "daily": "ok",
        "guarded": "failing",
        "off": "off",
        "unset": "off",
    }
    world.clock.pass_seconds(4 * 24 * 3600)
    led(world)
    late = await asked(process, GetJobsHealthQuery())
    assert (late.well, late.jobs[0].health, late.jobs[0].overdue) == (False, "overdue", True)


async def test_overview_counts_the_last_day(world: FakeWorld, process: FakeProcess) -> None:
    """By state and job; how long those took that succeeded; counted again after a quarter of a minute."""
    ended(world, "daily@old", ExecutionState.COMPLETED)
    world.clock.pass_seconds(25 * 3600)
    ended(world, "daily@1", ExecutionState.COMPLETED)
    ended(world, "daily@2", ExecutionState.FAILED)
    recorded(world, "guarded@1", state=ExecutionState.RUNNING, started_at=world.clock.now())
    overview = await asked(process, GetJobsOverviewQuery())
    assert overview.counts == {"completed": 1, "failed": 1, "running": 1}
    daily, guarded, *_ = overview.jobs
    assert (daily.counts, daily.average_seconds) == ({"completed": 1, "failed": 1}, 2.0)
    assert (guarded.counts, guarded.average_seconds) == ({"running": 1}, None)
    assert [run.id for run in overview.running] == ["guarded@1"]
    ended(world, "daily@3", ExecutionState.COMPLETED)
    assert (await asked(process, GetJobsOverviewQuery())).counts["completed"] == 1
    world.clock.pass_seconds(15)
    assert (await asked(process, GetJobsOverviewQuery())).counts["completed"] == 2


async def test_scheduler_is_shown_with_who_answers(world: FakeWorld, process: FakeProcess) -> None:
    """Also where there never was one."""
    nobody = await asked(process, GetSchedulerQuery())
    assert (nobody.leads, nobody.leader, nobody.term, nobody.seconds_left) == (False, "", 0, 0)
    led(world)
    world.clock.pass_seconds(31)
    gone = await asked(process, GetSchedulerQuery())
    assert (gone.leads, gone.leader, gone.term, gone.seconds_left) == (False, "host/1/a", 3, 0)
    assert gone.roles == ["api", "jobs"]
