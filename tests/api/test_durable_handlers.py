from typing import Any

import pytest

from support.fixture_types import Serve
from support.waiting import until

NO_CYCLES: dict[str, Any] = {"worker_monitoring_enabled": True, "worker_metrics_poll_interval_seconds": 86_400}


@pytest.mark.parametrize("services", [1, 2])
async def test_refreshes_at_once_when_workers_are_imported(serve: Serve, services: int) -> None:
    """No cycle is waited for, whichever service imports and whichever follows up; each worker is refreshed once."""
    running = [await serve(database=f"durable_{services}", **NO_CYCLES) for _ in range(services)]
    admin = running[-1].admin
    assert len((await admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})).json()["imported"]) == 10

    async def refreshed() -> bool:
        workers = (await admin.get("/api/workers")).json()["items"]
        return all(worker["version"] > 1 for worker in workers)

    await until(refreshed, "all ten are refreshed", 30)
