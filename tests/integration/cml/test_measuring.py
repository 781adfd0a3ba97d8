"""What is measured of the calls of controllers."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from application.outbound.address_policy import AddressPolicy
from application.ports.cml_errors import CMLAddressRefusedError
from fakes.fake_clock import FakeClock
from integration.cml.cml_call import CMLCall
from integration.cml.measured_cml_connections import MeasuredCMLConnections
from integration.cml.trusted_certificates import TrustedCertificates
from support.cml_parts import cml_settings
from support.cml_stand_in import LAB, CMLStandIn

DEAD = "http://127.0.0.1:1"
STATUS = "http.response.status_code"


class Measured:
    """Connections, and what they told."""

    def __init__(self) -> None:
        self._reader, self._spans = InMemoryMetricReader(), InMemorySpanExporter()
        tracers, settings, clock = TracerProvider(), cml_settings(), FakeClock()
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        meter = MeterProvider([self._reader]).get_meter("test")
        policy, self.tracer = AddressPolicy(settings), tracers.get_tracer("test")
        self.connections = MeasuredCMLConnections(settings, policy, TrustedCertificates(), self.tracer, meter, clock)

    def observed(self) -> dict[tuple[str, ...], int]:
        """How many calls there were, by method, route and outcome."""
        [metric] = cast("Any", self._reader.get_metrics_data()).resource_metrics[0].scope_metrics[0].metrics
        assert (metric.name, metric.unit) == ("cml_fleet.cml.call.duration", "s")
        return {tuple(point.attributes.values()): point.count for point in metric.data.data_points}

    def spans(self) -> list[tuple[str, str, Any]]:
        """Name, host and status of each call."""
        return [
            (span.name, str((span.attributes or {})["server.address"]), (span.attributes or {}).get(STATUS))
            for span in self._spans.get_finished_spans()
            if span.parent
        ]


@pytest.fixture
async def measured() -> AsyncIterator[Measured]:
    """Connections without anything before them."""
    made = Measured()
    yield made
    await made.connections.stop_async()


async def test_tells_route_and_outcome_of_each_call(cml: CMLStandIn, measured: Measured) -> None:
    """Never a lab or a controller in a label; spans, part of one that is kept, say which host was asked."""
    with measured.tracer.start_as_current_span("a job's run"):
        for path in ("/system_information", f"/labs/{LAB}/state?x=1"):
            await measured.connections.exchange_async(cml.url, None, CMLCall(path=path), None)
    await measured.connections.exchange_async(cml.url, None, CMLCall(path=f"/labs/{LAB}/state"), None)
    assert measured.observed() == {
        ("GET", "/system_information", "ok"): 1,
        ("GET", "/labs/{lab_id}/state", "4xx"): 2,
    }
    assert measured.spans() == [
        ("cml:GET /system_information", "127.0.0.1", 200),
        ("cml:GET /labs/{lab_id}/state", "127.0.0.1", 401),
    ]


async def test_tells_the_code_of_what_went_wrong(measured: Measured) -> None:
    """A controller that cannot be reached, and an address that may not be asked."""
    for url in (DEAD, "http://169.254.169.254"):
        with pytest.raises(Exception, match="http") as caught:
            await measured.connections.exchange_async(url, None, CMLCall(path="/labs"), None)
    assert isinstance(caught.value, CMLAddressRefusedError)
    assert measured.observed() == {
        ("GET", "/labs", "cml_unreachable"): 1,
        ("GET", "/labs", "cml_address_refused"): 1,
    }
