"""MeasuredCMLConnections: a span and an observation for each call of a controller."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from opentelemetry.metrics import Meter
from opentelemetry.trace import Span, SpanKind, Tracer

from application.clock import Clock
from application.outbound.address_policy import AddressPolicy
from application.settings import Settings
from domain.cml.cml_trust import CMLTrust
from domain.errors import SourceUnavailableError
from integration.cml.cml_call import CMLCall, CMLReply
from integration.cml.cml_connections import CMLConnections
from integration.cml.trusted_certificates import TrustedCertificates

BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LAB = re.compile(r"^/labs/[^/?]+")
HUNDRED = 100


@dataclass(slots=True)
class _Outcome:
    """What became of a call: `ok`, `4xx` and the like for a reply that is no success, or the code of an error."""

    word: str = "aborted"

    def take(self, reply: CMLReply, span: Span) -> None:
        self.word = "ok" if reply.is_success else f"{reply.status // HUNDRED}xx"
        span.set_attribute("http.response.status_code", reply.status)


class MeasuredCMLConnections(CMLConnections):
    """No label names a controller or a lab: routes are told by their template. Only spans say whom they asked."""

    def __init__(
        self,
        settings: Settings,
        policy: AddressPolicy,
        certificates: TrustedCertificates,
        tracer: Tracer,
        meter: Meter,
        clock: Clock,
    ) -> None:
        super().__init__(settings, policy, certificates)
        self._tracer = tracer
        self._clock = clock
        self._duration = meter.create_histogram(
            "cml_fleet.cml.call.duration",
            "s",
            "Time that calls of controllers took, with the whole reply, by outcome.",
            explicit_bucket_boundaries_advisory=BUCKETS_SECONDS,
        )

    async def exchange_async(self, url: str, trust: CMLTrust | None, call: CMLCall, token: str | None) -> CMLReply:
        """Exchange as before, traced and timed; logins and second attempts are calls too."""
        outcome = _Outcome()
        with self._measuring(url, call, outcome) as span:
            reply = await super().exchange_async(url, trust, call, token)
            outcome.take(reply, span)
        return reply

    @contextmanager
    def _measuring(self, url: str, call: CMLCall, outcome: _Outcome) -> Iterator[Span]:
        """Trace and time a call (OpenTelemetry, "Semantic conventions for HTTP spans")."""
        began_seconds, route = self._clock.monotonic_seconds(), route_of(call.path)
        attributes = {
            "http.request.method": call.method,
            "url.template": route,
            "server.address": urlsplit(url).hostname or "",
        }
        name = f"cml:{call.method} {route}"
        with self._tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes) as span:
            try:
                yield span
            except SourceUnavailableError as error:
                outcome.word = error.code
                raise
            finally:
                told = {"method": call.method, "route": route, "outcome": outcome.word}
                self._duration.record(self._clock.monotonic_seconds() - began_seconds, told)


def route_of(path: str) -> str:
    """The path without its query, and with no lab's id in it."""
    return _LAB.sub("/labs/{lab_id}", path.partition("?")[0])
