"""A real Prometheus scrapes the service, and understands all that it is shown."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from api.system.metrics_server import MetricsServer
from support.dashboards import DEPLOY, alert_expressions, dashboard_expressions, metrics_of
from support.fleet_settings import ADMIN_KEY
from support.loopback import LOOPBACK
from support.prometheus_server import PrometheusServer, needs_prometheus, promtool_check
from support.running_service import RunningService
from support.waiting import until

CONFIGURATION = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: cml-fleet
    static_configs: [{{targets: ["{open_port}"]}}]
  - job_name: with-key
    authorization: {{credentials: "{key}"}}
    static_configs: [{{targets: ["{public}"]}}]
  - job_name: without-key
    static_configs: [{{targets: ["{public}"]}}]
"""

pytestmark = [needs_prometheus, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prometheus(
    busy_service: RunningService, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PrometheusServer]:
    """It scrapes both ports, one of them also without the key it takes."""
    configuration = CONFIGURATION.format(
        rules=DEPLOY / "prometheus/cml-fleet.rules.yml",
        open_port=f"{LOOPBACK}:{busy_service.service(MetricsServer).port}",
        public=f"{LOOPBACK}:{busy_service.port}",
        key=ADMIN_KEY,
    )
    server = PrometheusServer(tmp_path_factory.mktemp("prometheus"), configuration)
    await server.start_async()
    yield server
    server.stop()


async def test_is_up_where_it_may_look(prometheus: PrometheusServer) -> None:
    """On the port for scrapers, and on the public one with a key; without it, it is down."""
    wanted = {"cml-fleet": "up", "with-key": "up", "without-key": "down"}

    async def scraped() -> bool:
        return await prometheus.targets_async() == wanted

    await until(scraped, f"the targets are {wanted}", 20)


async def test_has_the_series_that_the_dashboard_and_the_alerts_read(prometheus: PrometheusServer) -> None:
    """Under the same names, with no label of ours renamed for one of its own."""
    names = {name for each in (*dashboard_expressions(), *alert_expressions()) for name in metrics_of(each)}
    missing = set(names)

    async def all_there() -> bool:
        for name in sorted(missing):
            if await prometheus.query_async(f'{name}{{job="cml-fleet"}}'):
                missing.discard(name)
        return not missing

    await until(all_there, f"series of {missing}", 20)
    renamed = await prometheus.query_async('{__name__=~"cml_fleet.*", exported_job!=""}')
    assert renamed == []


async def test_understands_every_expression(prometheus: PrometheusServer) -> None:
    """Of the dashboard and the alerts; those that always have something to show do show it."""
    for expression in (*dashboard_expressions(), *alert_expressions()):
        await prometheus.query_async(expression)

    async def rates() -> bool:
        return bool(await prometheus.query_async("sum(rate(cml_fleet_job_run_duration_seconds_count[1m])) > 0"))

    await until(rates, "runs of jobs a second", 20)


async def test_examples_please_promtool() -> None:
    """The files that are handed out are valid."""
    assert promtool_check("config", DEPLOY / "prometheus/prometheus.yml") == ""
    assert promtool_check("rules", DEPLOY / "prometheus/cml-fleet.rules.yml") == ""
