"""Which alerts a list shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.listing.criteria import Condition, Criteria
from domain.alert.alert_rule import Severity
from domain.alert.alert_state import AlertState, AlertStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCriteria(Criteria[AlertState]):
    """Empty = all. What is given must all hold."""

    statuses: frozenset[AlertStatus] = frozenset()
    severities: frozenset[Severity] = frozenset()
    rule_ids: frozenset[str] = frozenset()
    worker_ids: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def conditions(self) -> Iterator[Condition[AlertState]]:
        """What was asked."""
        if self.statuses:
            yield lambda alert: alert.status in self.statuses
        if self.severities:
            yield lambda alert: alert.about.severity in self.severities
        if self.rule_ids:
            yield lambda alert: alert.about.rule_id in self.rule_ids
        if self.worker_ids:
            yield lambda alert: alert.about.worker_id in self.worker_ids
        if self.regions:
            yield lambda alert: alert.about.region in self.regions
