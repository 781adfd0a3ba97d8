"""What is set at one service is in force at all of them."""

import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from support.chaos import NewService
from support.database import DatabaseServer
from support.waiting import until

PATH = "/api/settings"
EVERYWHERE_WITHIN_SECONDS = 2.0
METRICS = "worker-metrics-collection"


async def seconds_until_shown(at: httpx.AsyncClient, version: int) -> float:
    """How long it takes until the settings are at a version there."""
    began = time.monotonic()

    async def shown() -> bool:
        return bool((await at.get(PATH)).json()["version"] == version)

    await until(shown, "the other service has the setting in force")
    return time.monotonic() - began


async def last_success(at: httpx.AsyncClient) -> str:
    """When the collection of metrics last succeeded there."""
    checks: Mapping[str, Any] = (await at.get("/readyz?verbose")).json()["checks"]
    return str(checks["jobs"]["figures"][METRICS]["last_success_at"])


@pytest.mark.timeout(120)
async def test_setting_is_in_force_in_every_process(database: DatabaseServer, new_service: NewService) -> None:
    """Within two seconds, and the jobs of the other process run at the new interval without a restart."""
    seldom = {"WORKER_METRICS_POLL_INTERVAL_SECONDS": "86400"}
    one, two = new_service(database, **seldom), new_service(database, **seldom)
    one.start()
    two.start()
    await one.ready_async()
    await two.ready_async()
    async with one.client() as at_one, two.client() as at_two:
        waits = []
        for version, seconds in enumerate((600, 300, 1), start=1):
            reply = await at_one.patch(PATH, json={"intervals": {"worker_metrics_seconds": seconds}})
            assert reply.status_code == 200, reply.text
            waits.append(await seconds_until_shown(at_two, version))
        assert min(waits) < EVERYWHERE_WITHIN_SECONDS, waits
        before = [await last_success(at) for at in (at_one, at_two)]

        async def ran_again() -> bool:
            return all([await last_success(at) != last for at, last in zip((at_one, at_two), before, strict=True)])

        await until(ran_again, "the job runs at its new interval", 20)
