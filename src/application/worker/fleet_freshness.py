"""How fresh the picture is: per source, account and region, not per worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson

from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from domain.telemetry.metrics_source import MetricsSource
from domain.worker.aws_scope import AwsScope


@dataclass(frozen=True, slots=True)
class Freshness:
    """The last look at one source in one scope, and the last one that succeeded."""

    source: MetricsSource
    last_success_at: datetime | None
    outcome: ScopeOutcome


class FleetFreshness:
    """Follows the refreshes of all sources."""

    def __init__(self) -> None:
        self._by_scope: dict[AwsScope, dict[MetricsSource, Freshness]] = {}
        self._as_of_json: dict[AwsScope, bytes] = {}

    def record(self, refresh: FleetRefreshCompletedDomainEvent) -> None:
        """Follow one refresh."""
        for outcome in refresh.scopes:
            scope = AwsScope(outcome.account, outcome.region)
            sources = self._by_scope.setdefault(scope, {})
            before = sources.get(refresh.source)
            last_success_at = outcome.as_of or (before.last_success_at if before else None)
            sources[refresh.source] = Freshness(refresh.source, last_success_at, outcome)
            self._as_of_json.pop(scope, None)

    def last_attempt_at(self, scope: AwsScope, source: MetricsSource) -> datetime | None:
        """When the source was last asked in a scope, None where it never was."""
        freshness = self._by_scope.get(scope, {}).get(source)
        return freshness.outcome.attempted_at if freshness else None

    def last_success_at(self, scope: AwsScope, source: MetricsSource) -> datetime | None:
        """When the source was last read in a scope, None where it never was."""
        freshness = self._by_scope.get(scope, {}).get(source)
        return freshness.last_success_at if freshness else None

    def __iter__(self) -> Iterator[Freshness]:
        return (freshness for sources in self._by_scope.values() for freshness in sources.values())

    def as_of_json(self, scope: AwsScope) -> bytes:
        """The times that a worker's figures are true for, by source, as a JSON object."""
        if scope not in self._as_of_json:
            known = self._by_scope.get(scope, {})
            times = {
                source.value: known[source].last_success_at if source in known else None for source in MetricsSource
            }
            self._as_of_json[scope] = orjson.dumps(times, option=orjson.OPT_UTC_Z)
        return self._as_of_json[scope]
