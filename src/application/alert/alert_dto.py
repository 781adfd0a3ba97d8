"""An alert as every interface shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from domain.alert.alert_events import ResolveReason
from domain.alert.alert_rule import Severity
from domain.alert.alert_state import Acknowledgement, AlertState, AlertStatus, MutedUntil


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDto:
    """`since` is when it began to be so, `seen_at` when it became an alert, `fired_at` when somebody was called."""

    id: str
    status: AlertStatus
    severity: Severity
    rule_id: str
    worker_id: str
    worker_name: str
    region: str
    message: str
    value: float | None
    since: datetime
    seen_at: datetime
    fired_at: datetime | None
    acknowledged: Acknowledgement | None
    muted: MutedUntil | None
    resolved_at: datetime | None
    resolve_reason: ResolveReason | None
    version: int

    @classmethod
    def of(cls, alert: AlertState) -> Self:
        """Show an alert."""
        occasion = alert.about
        return cls(
            id=alert.id,
            status=alert.status,
            severity=occasion.severity,
            rule_id=occasion.rule_id,
            worker_id=occasion.worker_id,
            worker_name=occasion.worker_name,
            region=occasion.region,
            message=occasion.message,
            value=occasion.value,
            since=occasion.since,
            seen_at=alert.created_at,
            fired_at=alert.fired_at,
            acknowledged=alert.acknowledged,
            muted=alert.muted,
            resolved_at=alert.resolved_at,
            resolve_reason=alert.resolve_reason,
            version=alert.state_version,
        )
