"""FleetGauges: the fleet in memory as it is when somebody looks."""

from collections import Counter
from collections.abc import Iterable, Iterator

from neuroglia.hosting.abstractions import HostedService
from opentelemetry.metrics import CallbackOptions, Meter, Observation

from application.settings import Settings
from application.worker.current_alerts import CurrentAlerts
from application.worker.fleet_freshness import Freshness
from application.worker.fleet_view import FleetView
from domain.telemetry.metrics_source import MetricsSource


class FleetGauges(HostedService):
    """Reads the view at each look, so that who has left the fleet leaves no series behind.

    Series grow with the statuses, the sources, the scopes of the settings and the rules, never with the workers.
    """

    def __init__(self, view: FleetView, alerts: CurrentAlerts, settings: Settings, meter: Meter) -> None:
        self._view = view
        self._alerts = alerts
        self._scopes = {(account.name, region) for account in settings.aws_accounts for region in settings.aws_regions}
        self._meter = meter

    async def start_async(self) -> None:
        """Begin to be looked at."""
        gauge = self._meter.create_observable_gauge
        gauge("cml_fleet.workers", [self._observe_workers], "", "Workers by status and region.")
        gauge("cml_fleet.workers_failing", [self._observe_failing], "", "Workers a source of whom cannot be read.")
        gauge(
            "cml_fleet.source.last_success_timestamp",
            [self._observe_successes],
            "s",
            "When a source was last read in a region of an account.",
        )
        gauge(
            "cml_fleet.source.failing",
            [self._observe_failing_sources],
            "",
            "1 for a source that could not be read at the last look.",
        )

        gauge("cml_fleet.alerts", [self._observe_alerts], "", "Alerts that are not over, by status, severity and rule.")

    async def stop_async(self) -> None:
        """Nothing is held."""

    def _observe_workers(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = Counter((state.status.value, state.region) for state in self._view.workers())
        return [Observation(count, {"status": status, "region": region}) for (status, region), count in counts.items()]

    def _observe_failing(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = Counter(source.value for state in self._view.workers() for source in state.failing)
        return [Observation(counts[source.value], {"source": source.value}) for source in MetricsSource]

    def _observe_alerts(self, _: CallbackOptions) -> Iterable[Observation]:
        counts = Counter(
            (state.status.value, state.about.severity.value, state.about.rule_id)
            for state in self._alerts.active().values()
        )
        for (status, severity, rule), count in counts.items():
            yield Observation(count, {"status": status, "severity": severity, "rule": rule})

    def _observe_successes(self, _: CallbackOptions) -> Iterable[Observation]:
        for freshness in self._freshness():
            if freshness.last_success_at is not None:
                yield Observation(freshness.last_success_at.timestamp(), _place(freshness))

    def _observe_failing_sources(self, _: CallbackOptions) -> Iterable[Observation]:
        for freshness in self._freshness():
            yield Observation(int(freshness.outcome.code is not None), _place(freshness))

    def _freshness(self) -> Iterator[Freshness]:
        """What is known of the scopes of the settings; documents still hold those that were taken out of them."""
        for freshness in self._view.freshness:
            if (freshness.outcome.account, freshness.outcome.region) in self._scopes:
                yield freshness


def _place(freshness: Freshness) -> dict[str, str]:
    outcome = freshness.outcome
    return {"source": freshness.source.value, "account": outcome.account, "region": outcome.region}
