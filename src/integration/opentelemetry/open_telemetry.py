"""OpenTelemetry: the tracer and the meter of one app. Nothing here is global."""

import asyncio
from contextlib import suppress
from importlib.metadata import version
from threading import Thread
from uuid import uuid4

from neuroglia.hosting.abstractions import HostedService
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import Meter, Observation
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased, Sampler, TraceIdRatioBased
from opentelemetry.trace import Tracer
from prometheus_client import CollectorRegistry, ProcessCollector

from application.settings import Settings
from integration.opentelemetry.registry_metric_reader import RegistryMetricReader

NAME = "cml-fleet"
EXPORT_SECONDS = 5.0
STOP_SECONDS = 3.0
LONGEST_ATTRIBUTE = 1024


class OpenTelemetry(HostedService):
    """Spans go to the collector that the settings name. Without one they carry ids and nothing is kept of them."""

    def __init__(self, settings: Settings) -> None:
        resource = _resource(settings.fleet_name)
        self._endpoint = settings.otel_exporter_otlp_endpoint
        self._traces = TracerProvider(
            _sampler(settings),
            resource,
            shutdown_on_exit=False,
            span_limits=SpanLimits(max_span_attribute_length=LONGEST_ATTRIBUTE),
        )
        self.registry = CollectorRegistry()
        self._metrics = MeterProvider(
            [RegistryMetricReader(self.registry)],
            resource,
            exemplar_filter=AlwaysOffExemplarFilter(),
            shutdown_on_exit=False,
        )
        ProcessCollector(registry=self.registry)
        self.tracer: Tracer = self._traces.get_tracer(NAME)
        self.meter: Meter = self._metrics.get_meter(NAME)
        build = Observation(1, {"version": version(NAME), "fleet": settings.fleet_name})
        self.meter.create_observable_gauge(
            "cml_fleet.build_info", [lambda _: [build]], "", "1; what runs here, for which fleet."
        )

    async def start_async(self) -> None:
        """Begin to send spans; a collector that is away costs the spans, and nothing else."""
        if self._endpoint:
            exporter = OTLPSpanExporter(f"{self._endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
            self._traces.add_span_processor(BatchSpanProcessor(exporter))

    async def stop_async(self) -> None:
        """Send what waits, if that takes no longer than `STOP_SECONDS`."""
        loop, sent = asyncio.get_running_loop(), asyncio.Event()

        def shut_down() -> None:
            self._traces.shutdown()
            with suppress(RuntimeError):  # the loop has not waited and is closed
                loop.call_soon_threadsafe(sent.set)

        Thread(target=shut_down, name="opentelemetry-shutdown", daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await sent.wait()


def _sampler(settings: Settings) -> Sampler:
    if not settings.otel_exporter_otlp_endpoint:
        return ALWAYS_OFF
    return ParentBased(TraceIdRatioBased(settings.otel_traces_sample_ratio))


def _resource(fleet_name: str) -> Resource:
    """What spans and `target_info` say of the process (OpenTelemetry, "Service semantic conventions")."""
    return Resource.create(
        {
            "service.name": NAME,
            "service.version": version(NAME),
            "service.instance.id": str(uuid4()),
            "cml_fleet.fleet": fleet_name,
        }
    )
