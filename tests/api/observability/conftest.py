"""A service that has done all that is measured."""

from collections.abc import AsyncIterator
from secrets import token_hex

import httpx
import pytest
import pytest_asyncio

from api.system.metrics_server import MetricsServer
from simulator.fleet.plan import FleetPlan
from simulator.server import SimulatorServer
from support.database import DatabaseServer
from support.fleet_settings import AWS_ENVIRONMENT, CML, REGIONS, fleet_settings
from support.loopback import LOOPBACK, NO_AUTHORITIES
from support.running_service import RunningService, running_service
from support.stream_reader import open_stream

RUNS = {"id": "runs", "watched": "status", "comparison": "is", "state": "running", "severity": "info"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy_service(database: DatabaseServer) -> AsyncIterator[RunningService]:
    """Ten workers, collected every second, with an alert of each, a client of the stream, and a port for scrapers."""
    aws = SimulatorServer(FleetPlan(workers=10, regions=REGIONS, detailed_monitoring_percent=100), cml=True)
    await aws.start()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AWS_ENVIRONMENT.items():
            patch.setenv(name, value)
        settings = fleet_settings(
            database.uri,
            f"test_{token_hex(6)}",
            aws.address,
            metrics_port=0,
            worker_monitoring_enabled=True,
            worker_metrics_poll_interval_seconds=1,
            **CML,
        )
        async with running_service(settings) as running, open_stream(running.admin) as stream:
            await running.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
            await stream.until_async("worker.telemetry.updated", 20)
            await stream.until_async("fleet.refresh.completed", 20)
            await stream.until_async("job.completed", 20)
            assert (await running.admin.post("/api/alert-rules", json=RUNS)).is_success
            await stream.until_async("alert.fired", 20)
            yield running
    await aws.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scraper(busy_service: RunningService) -> AsyncIterator[httpx.AsyncClient]:
    """Who asks the port for scrapers."""
    port = busy_service.service(MetricsServer).port
    address = f"http://{LOOPBACK}:{port}"
    async with httpx.AsyncClient(base_url=address, timeout=10, trust_env=False, verify=NO_AUTHORITIES) as client:
        yield client
