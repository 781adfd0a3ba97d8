"""/metrics: who may see it, what is on it, and what never is."""

import re

import httpx
import pytest
from opentelemetry import metrics, trace
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from api.system.metrics_server import MetricsServer
from application.errors import StartupError
from domain.access.principal import Role
from integration.aws.aws_configuration import AwsConfiguration
from simulator.aws.call import Service
from simulator.faults.fault import Fault, FaultKind
from simulator.server import SimulatorServer
from support.dashboards import alert_expressions, dashboard_expressions, metrics_of
from support.fixture_types import ClientOf, Serve
from support.prometheus_server import needs_prometheus, promtool_check
from support.running_service import RunningService
from support.waiting import until

UNIQUE = re.compile(r"i-[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|cml-worker-\d+")

on_the_busy_service = pytest.mark.asyncio(loop_scope="module")


def names_in(page: str) -> set[str]:
    """The names of all series."""
    return {sample.name for family in text_string_to_metric_families(page) for sample in family.samples}


def value_in(page: str, name: str, **labels: str) -> float:
    """The sum of the series of this name with these labels."""
    return sum(
        sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


async def test_opens_for_a_viewer_when_it_is_on_the_public_port(service: RunningService, client_of: ClientOf) -> None:
    """It takes a key there like everything else."""
    async with service.client() as stranger:
        refused = await stranger.get("/metrics")
    viewer = await client_of(Role.VIEWER.name.lower())
    opened = await viewer.get("/metrics")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")
    assert opened.status_code == 200
    assert opened.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


@on_the_busy_service
async def test_answers_in_the_form_that_the_scraper_accepts(scraper: httpx.AsyncClient) -> None:
    """Prometheus' text where nothing is said, OpenMetrics where that is asked for; without a key on its own port."""
    text = await scraper.get("/metrics")
    openmetrics = await scraper.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert text.headers["content-type"].startswith("text/plain")
    assert openmetrics.headers["content-type"].startswith("application/openmetrics-text")
    assert openmetrics.text.endswith("# EOF\n")
    assert (await scraper.get("/livez")).text == "ok\n"
    assert (await scraper.get("/readyz")).text == "ok\n"
    assert (await scraper.get("/api/workers")).status_code == 404


@on_the_busy_service
async def test_holds_every_metric_that_the_dashboard_and_the_alerts_read(scraper: httpx.AsyncClient) -> None:
    """A name that nobody measures would be an empty panel, and an alert that never fires."""
    wanted = {name for each in (*dashboard_expressions(), *alert_expressions()) for name in metrics_of(each)}
    assert len(wanted) > 30

    async def all_are_there() -> bool:
        return wanted <= names_in((await scraper.get("/metrics")).text)

    await until(all_are_there, "every metric has been measured", 20)


@on_the_busy_service
async def test_names_no_worker_and_no_client_when_there_are_some(
    busy_service: RunningService, scraper: httpx.AsyncClient
) -> None:
    """No label grows with the fleet or with those who ask: routes are told by their template."""
    worker_id = (await busy_service.admin.get("/api/workers")).json()["items"][0]["id"]
    assert (await busy_service.admin.get(f"/api/workers/{worker_id}")).status_code == 200
    await busy_service.admin.get(f"/api/workers/{worker_id}/nothing-here")
    await busy_service.admin.request("BREW", "/api/workers")
    page = (await scraper.get("/metrics")).text
    told = {"method": "GET", "route": "/api/workers/{worker_id}", "status": "2xx"}
    assert value_in(page, "cml_fleet_http_request_duration_seconds_count", **told) >= 1
    assert value_in(page, "cml_fleet_http_request_duration_seconds_count", route="unmatched") >= 1
    series = [line for line in page.splitlines() if not line.startswith(("#", "target_info"))]
    assert [line for line in series if UNIQUE.search(line) or "BREW" in line] == []


@on_the_busy_service
async def test_counts_what_was_done(scraper: httpx.AsyncClient) -> None:
    """A cycle leaves its traces in every figure that is part of it."""
    page = (await scraper.get("/metrics")).text
    assert value_in(page, "cml_fleet_workers") == 10
    assert value_in(page, "cml_fleet_alerts", status="firing", severity="info", rule="runs") == 10
    assert value_in(page, "cml_fleet_sse_clients") == 1
    assert value_in(page, "cml_fleet_sse_deliveries_total") >= 1
    assert value_in(page, "cml_fleet_sse_flush_events_count") >= 1
    assert value_in(page, "cml_fleet_log_head_sequence") >= 20
    assert value_in(page, "cml_fleet_log_lag_events") == 0
    assert value_in(page, "cml_fleet_job_run_duration_seconds_count", outcome="completed") >= 1
    assert value_in(page, "cml_fleet_aws_call_duration_seconds_count", outcome="ok", service="cloudwatch") >= 2
    told = {"method": "GET", "route": "/system_information", "outcome": "ok"}
    assert value_in(page, "cml_fleet_cml_call_duration_seconds_count", **told) >= 1
    assert value_in(page, "cml_fleet_mongo_command_duration_seconds_count", command="insert", outcome="ok") >= 2
    assert value_in(page, "cml_fleet_commit_events_total", outcome="saved") >= 20


@needs_prometheus
@on_the_busy_service
async def test_pleases_promtool(scraper: httpx.AsyncClient) -> None:
    """Names, units, help and types are as Prometheus' own linter wants them."""
    assert promtool_check("metrics", page=(await scraper.get("/metrics")).text) == ""


async def test_counts_throttled_calls_when_aws_asks_for_fewer(serve: Serve, simulator: SimulatorServer) -> None:
    """With the attempts that botocore made before it gave up; the sources there are seen failing."""
    twice = AwsConfiguration(endpoint_url=simulator.address, max_attempts=2)
    service = await serve(overrides={AwsConfiguration: twice})
    await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    worker_id = (await service.admin.get("/api/workers")).json()["items"][0]["id"]
    faults = simulator.simulation.faults
    faults.add(Fault(fault_id=faults.next_id(), kind=FaultKind.THROTTLE, service=Service.EC2))
    assert (await service.admin.post(f"/api/workers/{worker_id}/sync-ec2-status")).status_code == 503
    page = (await service.admin.get("/metrics")).text
    assert value_in(page, "cml_fleet_aws_call_duration_seconds_count", service="ec2", outcome="throttled") == 1
    assert value_in(page, "cml_fleet_aws_retries_total", service="ec2") == 1
    assert value_in(page, "cml_fleet_workers_failing", source="ec2") == 1


async def test_keeps_apart_when_two_apps_share_a_process(serve: Serve) -> None:
    """Each has a registry and providers of its own, and the process has none of ours."""
    one, two = await serve(fleet_name="one"), await serve(fleet_name="two")
    await one.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    first, second = [(await service.admin.get("/metrics")).text for service in (one, two)]
    assert (value_in(first, "cml_fleet_workers"), value_in(second, "cml_fleet_workers")) == (10, 0)
    assert value_in(first, "cml_fleet_build_info", fleet="one") == 1
    assert value_in(second, "cml_fleet_build_info", fleet="one") == 0
    assert not [family.name for family in REGISTRY.collect() if family.name.startswith("cml_fleet")]
    assert "opentelemetry.sdk" not in type(trace.get_tracer_provider()).__module__
    assert "opentelemetry.sdk" not in type(metrics.get_meter_provider()).__module__


async def test_refuses_to_start_when_the_metrics_port_is_taken(serve: Serve) -> None:
    """And names the setting."""
    first = await serve(metrics_port=0)
    with pytest.raises(StartupError, match="CML_FLEET_METRICS_HOST and CML_FLEET_METRICS_PORT"):
        await serve(metrics_port=first.service(MetricsServer).port)


async def test_leaves_no_series_when_workers_are_removed(serve: Serve) -> None:
    """The series of a region's last worker goes with it."""
    service = await serve()
    imported = await service.admin.post("/api/workers:bulk-import", json={"ami_name": "cisco-cml*"})
    assert "cml_fleet_workers{" in (await service.admin.get("/metrics")).text
    for worker in imported.json()["imported"]:
        await service.admin.delete(f"/api/workers/{worker['id']}")

    async def gone() -> bool:
        return "cml_fleet_workers{" not in (await service.admin.get("/metrics")).text

    await until(gone, "the series are gone")
