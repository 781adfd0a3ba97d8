"""One trace from the caller's request to the events that follow from it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from domain.access.api_key import ApiKeyRepository
from integration.opentelemetry.open_telemetry import STOP_SECONDS, OpenTelemetry
from support.fixture_types import Serve
from support.loopback import LOOPBACK, free_port
from support.running_service import RunningService
from support.span_collector import SpanCollector, attributes_of
from support.stream_reader import open_stream
from support.waiting import until

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
SAMPLED = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
ALL = {"ami_name": "cisco-cml*"}


class BrokenKeys:
    """Fails as nobody foresaw."""

    async def find_by_digest_async(self, digest: str) -> None:
        """Fail."""
        raise RuntimeError("broken")


@pytest.fixture
def collector() -> Iterator[SpanCollector]:
    """Where spans go."""
    server = SpanCollector()
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let spans be sent at once instead of every five seconds."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")


async def test_goes_on_with_the_callers_trace_when_one_is_named(serve: Serve, collector: SpanCollector) -> None:
    """Request, command, calls of AWS and the events: one trace, each under the one that asked for it."""
    service = await serve(otel_exporter_otlp_endpoint=collector.address, fleet_name="traced")
    reply = await service.admin.post("/api/workers:bulk-import", json=ALL, headers=SAMPLED)
    await until(lambda: collector.named("POST /api/workers:bulk-import"), "the request's span arrives")
    (request,) = collector.named("POST /api/workers:bulk-import")
    (command,) = collector.named("BulkImportCMLWorkersCommand")
    calls = collector.named("ec2:DescribeInstances")
    assert {span.trace_id.hex() for span in (request, command, *calls)} == {TRACE}
    assert (request.parent_span_id.hex(), command.parent_span_id) == (PARENT, request.span_id)
    assert {call.parent_span_id for call in calls} == {command.span_id}
    (commit,) = [span for span in collector.named("commit") if span.trace_id.hex() == TRACE]
    assert commit.parent_span_id == command.span_id
    assert attributes_of(commit) == {"cml_fleet.events": 10, "cml_fleet.aggregates": 10}
    assert attributes_of(request) == {
        "http.request.method": "POST",
        "http.route": "/api/workers:bulk-import",
        "url.path": "/api/workers:bulk-import",
        "http.response.status_code": 200,
    }
    assert {attributes_of(call)["cloud.region"] for call in calls} == {"us-east-1", "eu-west-1"}
    assert reply.headers["traceresponse"] == f"00-{TRACE}-{request.span_id.hex()}-01"
    imported = {"event_types": "lifecycle"}
    events = (await service.admin.get("/api/events", params=imported)).json()["items"]
    assert {item["event"]["traceparent"] for item in events} == {f"00-{TRACE}-{command.span_id.hex()}-01"}
    assert (collector.resource["service.name"], collector.resource["cml_fleet.fleet"]) == ("cml-fleet", "traced")


async def test_traces_each_run_of_a_job_with_its_figures(serve: Serve, collector: SpanCollector) -> None:
    """As the seeds' dashboards ask for them: workers, seconds, changes, errors."""
    service = await serve(
        otel_exporter_otlp_endpoint=collector.address,
        worker_monitoring_enabled=True,
        worker_metrics_poll_interval_seconds=1,
    )
    await service.admin.post("/api/workers:bulk-import", json=ALL)

    def measured() -> list[Any]:
        runs = map(attributes_of, collector.named("worker-metrics-collection"))
        return [run for run in runs if run["worker_count"] == 10]

    await until(measured, "a run's span arrives", 20)
    run = measured()[0]
    assert {"worker_count", "duration_seconds", "workers_updated", "errors_count"} <= run.keys()
    assert run["duration_seconds"] > 0


async def test_names_no_event_of_a_stream_when_it_is_traced(serve: Serve, collector: SpanCollector) -> None:
    """The span of a stream ends when the stream begins, and nothing that is told makes another."""
    service = await serve(otel_exporter_otlp_endpoint=collector.address)
    async with open_stream(service.admin) as stream:
        await stream.until_async("stream.synced")
        await until(lambda: collector.named("GET /api/events/stream"), "the span of the stream arrives")
        await service.admin.post("/api/workers:bulk-import", json=ALL)
        await stream.until_async("worker.imported")
        await until(lambda: collector.named("POST /api/workers:bulk-import"), "the request's span arrives")
    (opened,) = collector.named("GET /api/events/stream")
    assert attributes_of(opened)["http.response.status_code"] == 200
    kinds = {span.name for span in collector.spans}
    assert not [name for name in kinds if "send" in name or "receive" in name]


@pytest.mark.parametrize("path", ["/api/workers?limit=0", "/api/nothing-here", "/api/workers/nobody"])
async def test_problem_carries_the_trace_when_a_request_is_refused(service: RunningService, path: str) -> None:
    """Also where no command was sent: the caller finds its own trace in the answer."""
    reply = await service.admin.get(path, headers=SAMPLED)
    assert reply.status_code >= 400
    assert reply.json()["trace_id"] == TRACE
    assert reply.json()["instance"] == f"urn:cml-fleet:trace:{TRACE}"


async def test_problem_carries_the_trace_when_nobody_foresaw_it(serve: Serve) -> None:
    """The one who asks an operator about a 500 has the id that the log shows."""
    service = await serve(overrides={ApiKeyRepository: BrokenKeys()})
    async with service.client("cmlf_any") as client:
        fault = await client.get("/api/fleet", headers=SAMPLED)
    async with service.client() as client:
        refused = await client.get("/api/fleet", headers=SAMPLED)
    assert (fault.status_code, fault.json()["trace_id"]) == (500, TRACE)
    assert (refused.status_code, refused.json()["trace_id"]) == (401, TRACE)


async def test_trace_is_its_own_when_the_callers_makes_no_sense(service: RunningService) -> None:
    """Whatever stands in the header, the answer names a trace."""
    for traceparent in ("", "00-0-0-00", "garbage", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "ff" * 4000):
        reply = await service.admin.get("/api/nothing-here", headers={"traceparent": traceparent})
        assert len(bytes.fromhex(reply.json()["trace_id"])) == 16
        assert reply.headers["traceresponse"].split("-")[1] == reply.json()["trace_id"]


async def test_works_and_ends_in_time_when_the_collector_is_away(serve: Serve) -> None:
    """Spans are lost, and nothing else."""
    service = await serve(otel_exporter_otlp_endpoint=f"http://{LOOPBACK}:{free_port()}")
    assert (await service.admin.get("/api/fleet")).status_code == 200
    async with asyncio.timeout(STOP_SECONDS + 5):
        await service.service(OpenTelemetry).stop_async()


async def test_keeps_nothing_of_spans_when_there_is_no_collector(service: RunningService) -> None:
    """They have ids and that is all: nobody would ever read them."""
    reply = await service.admin.get("/api/fleet", headers=SAMPLED)
    assert reply.headers["traceresponse"].startswith(f"00-{TRACE}-")
    assert reply.headers["traceresponse"].endswith("-00")
