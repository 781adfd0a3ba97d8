"""Which alerts a list shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.listing.criteria import Condition, Criteria
from domain.alert.alert_occasion import AlertOccasion
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
            yield lambda alert: _about(alert).severity in self.severities
        if self.rule_ids:
            yield lambda alert: _about(alert).rule_id in self.rule_ids
        if self.worker_ids:
            yield lambda alert: _about(alert).worker_id in self.worker_ids
        if self.regions:
            yield lambda alert: _about(alert).region in self.regions


def _about(alert: AlertState) -> AlertOccasion:
    assert alert.occasion is not None  # noqa: S101  # nothing has happened to those without
    return alert.occasion
