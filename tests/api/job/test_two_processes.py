"""Jobs where one process answers and others run them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from secrets import token_hex
from statistics import median
from typing import Any

import pytest
import pytest_asyncio

from application.process_name import ProcessName
from application.settings_values import ProcessRole
from support.database import DatabaseServer
from support.fleet_settings import fleet_settings
from support.loopback import LOOPBACK
from support.probe_jobs import probe_jobs
from support.running_service import RunningService, running_service
from support.stream_reader import Stream
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOBS = "/api/jobs"
TRIGGER = f"{JOBS}/probe/trigger"
START_SECONDS = 0.5
"""Within so much a run that is asked for begins, where a process is free."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def processes(database: DatabaseServer, credentials: None) -> AsyncIterator[list[RunningService]]:
    """One that answers, and two that run jobs."""
    name = f"test_{token_hex(6)}"
    async with AsyncExitStack() as stack:
        started = []
        for role in (ProcessRole.API, ProcessRole.JOBS, ProcessRole.JOBS):
            settings = fleet_settings(database.uri, name, f"http://{LOOPBACK}:9", roles=[role])
            started.append(await stack.enter_async_context(running_service(settings, probe_jobs())))

        async def leads() -> bool:
            return bool((await started[0].admin.get(f"{JOBS}/scheduler")).json()["leads"])

        await until(leads, "somebody keeps the schedules")
        yield started


def names_of(processes: list[RunningService]) -> list[str]:
    """What they are called."""
    return [process.service(ProcessName).name for process in processes]


async def test_is_run_by_another_process_at_once(processes: list[RunningService]) -> None:
    """Whichever is free; who answers only answers."""
    api, *workers = names_of(processes)
    runs: list[dict[str, Any]] = []
    for _ in range(9):
        reply = await processes[0].admin.post(TRIGGER, params={"wait": 10})
        runs.append(reply.json())
    assert {run["state"] for run in runs} == {"completed"}
    assert {run["holder"] for run in runs} <= set(workers)
    assert median(run["lateness_seconds"] for run in runs) < START_SECONDS
    scheduler = (await processes[0].admin.get(f"{JOBS}/scheduler")).json()
    assert (scheduler["process"], scheduler["roles"], scheduler["leader"] in workers) == (api, ["api"], True)


async def test_is_steered_from_the_process_that_answers(processes: list[RunningService]) -> None:
    """What is changed there holds where jobs run; what is logged there is followed here."""
    client = processes[0].admin
    await client.put(f"{JOBS}/probe/schedule", json={"type": "interval", "interval_seconds": 1})

    async def kept() -> bool:
        page = (await client.get(f"{JOBS}/probe/executions")).json()
        return any(run["triggered_by"] == "schedule" for run in page["items"])

    await until(kept, "the new schedule is kept", 10)
    await client.delete(f"{JOBS}/probe")
    params = {"steps": 10_000, "step_seconds": 0.02, "word": "far"}
    run = (await client.post(TRIGGER, json={"params": params})).json()
    path = f"{JOBS}/executions/{run['id']}"

    async def runs() -> bool:
        return bool((await client.get(path)).json()["state"] == "running")

    await until(runs, "another process runs it")
    assert (await client.post(f"{path}/cancel")).status_code == 202
    async with client.stream("GET", f"{path}/logs", params={"follow": "true"}) as response:
        stream = Stream(response)
        while (event := await stream.next_async()).type != "end":
            pass
    assert event.json["state"] == "cancelled"
