"""MeasuredAwsClients: a span and an observation for each call of AWS."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from opentelemetry.metrics import Meter
from opentelemetry.trace import SpanKind, Tracer

from application.clock import Clock
from application.run_counters import run_counters
from domain.errors import SourceUnavailableError
from integration.aws.aws_call import AwsCall
from integration.aws.aws_clients import AwsClients
from integration.aws.aws_configuration import AwsConfiguration

Result = TypeVar("Result")

BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class MeasuredAwsClients(AwsClients):
    """A call is a page or a batch of up to hundreds of workers: there are a dozen in a cycle of a thousand."""

    def __init__(self, configuration: AwsConfiguration, tracer: Tracer, meter: Meter, clock: Clock) -> None:
        super().__init__(configuration, clock)
        self._tracer = tracer
        self._clock = clock
        self._duration = meter.create_histogram(
            "cml_fleet.aws.call.duration",
            "s",
            "Time that calls of AWS took with all their attempts, by outcome.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )
        self._retries = meter.create_counter("cml_fleet.aws.retries", "", "Attempts after the first of a call.")

    async def _make(self, call: AwsCall[Result]) -> Result:
        run_counters().aws_calls += 1
        with self._measuring(call):
            return await super()._make(replace(call, read=lambda reply: self._read(call, reply)))

    @contextmanager
    def _measuring(self, call: AwsCall[Any]) -> Iterator[None]:
        """Trace and time a call (OpenTelemetry, "Semantic conventions for AWS SDK client spans")."""
        began_seconds, outcome = self._clock.monotonic_seconds(), "aborted"
        attributes = {
            "rpc.system": "aws-api",
            "rpc.service": call.service,
            "rpc.method": call.operation,
            "cloud.region": call.scope.region,
            "cml_fleet.account": call.scope.account,
        }
        with self._tracer.start_as_current_span(call.action, kind=SpanKind.CLIENT, attributes=attributes):
            try:
                yield
                outcome = "ok"
            except SourceUnavailableError as error:
                outcome = error.code
                self._count_retries(call, _reply_of(error.__cause__))
                raise
            finally:
                told = {"service": call.service, "operation": call.operation, "outcome": outcome}
                self._duration.record(self._clock.monotonic_seconds() - began_seconds, told)

    def _read(self, call: AwsCall[Result], reply: Mapping[str, Any]) -> Result:
        self._count_retries(call, reply)
        return call.read(reply)

    def _count_retries(self, call: AwsCall[Any], reply: Mapping[str, Any]) -> None:
        """Count what botocore tried before this reply (`RetryAttempts` of its response metadata)."""
        retries = reply.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        self._retries.add(retries, {"service": call.service, "operation": call.operation})


def _reply_of(error: BaseException | None) -> Mapping[str, Any]:
    """What AWS answered: nothing where it did not, which botocore's errors of connections write as None."""
    return getattr(error, "response", None) or {}
