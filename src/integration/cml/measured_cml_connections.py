"""MeasuredCMLConnections: a span and an observation for each call of a controller."""

import re
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from urllib.parse import urlsplit

from opentelemetry.metrics import Meter
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Tracer, get_current_span

from application.clock import Clock
from application.outbound.address_policy import AddressPolicy
from application.run_counters import run_counters
from application.settings import Settings
from domain.cml.cml_trust import CMLTrust
from domain.errors import SourceUnavailableError
from integration.cml.cml_call import CMLCall, CMLReply
from integration.cml.cml_connections import CMLConnections
from integration.cml.trusted_certificates import TrustedCertificates

BUCKETS_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_LAB = re.compile(r"^/labs/[^/?]+")
HUNDRED = 100


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
        began_seconds, route, outcome = self._clock.monotonic_seconds(), route_of(call.path), "aborted"
        run_counters().cml_calls += 1
        try:
            with self._span(url, call, route) as span:
                reply = await super().exchange_async(url, trust, call, token)
                span.set_attribute("http.response.status_code", reply.status)
            outcome = "ok" if reply.is_success else f"{reply.status // HUNDRED}xx"
        except SourceUnavailableError as error:
            outcome = error.code
            raise
        finally:
            told = {"method": call.method, "route": route, "outcome": outcome}
            self._duration.record(self._clock.monotonic_seconds() - began_seconds, told)
        return reply

    def _span(self, url: str, call: CMLCall, route: str) -> AbstractContextManager[Span]:
        """Trace a call (OpenTelemetry, "Semantic conventions for HTTP spans"), where what it is part of is traced.

        A span that nobody keeps would cost a tenth of a call.
        """
        if not get_current_span().is_recording():
            return nullcontext(INVALID_SPAN)
        attributes = {
            "http.request.method": call.method,
            "url.template": route,
            "server.address": urlsplit(url).hostname or "",
        }
        return self._tracer.start_as_current_span(
            f"cml:{call.method} {route}", kind=SpanKind.CLIENT, attributes=attributes
        )


@lru_cache(maxsize=1024)
def route_of(path: str) -> str:
    """The path without its query, and with no lab's id in it."""
    return _LAB.sub("/labs/{lab_id}", path.partition("?")[0])
