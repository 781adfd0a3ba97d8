"""Alert: one rule on one worker, while it is so and after."""

from datetime import datetime
from typing import Self
from uuid import UUID, uuid5

from domain.aggregate import FleetAggregate
from domain.alert import alert_events as events
from domain.alert.alert_mute import AlertMute
from domain.alert.alert_occasion import AlertOccasion
from domain.alert.alert_state import AlertState, AlertStatus
from domain.errors import ConflictError

NAMESPACE = UUID("5c1f4a52-6c2d-4e0b-9d55-1b7a5f3f7e16")


class Alert(FleetAggregate[AlertState]):
    """What it is told twice changes it once: several processes may look at the same worker."""

    @staticmethod
    def id_of(rule_id: str, worker_id: str) -> str:
        """The same in every process, so that the log lets one alert through."""
        return str(uuid5(NAMESPACE, f"{rule_id}/{worker_id}"))

    @classmethod
    def unborn(cls, alert_id: str) -> Self:
        """Return the alert to which nothing has happened yet."""
        return cls.from_state(AlertState(id=alert_id))

    def fire(self, occasion: AlertOccasion, at: datetime) -> None:
        """Call somebody."""
        if self.state.status in (AlertStatus.RESOLVED, AlertStatus.MUTED):
            self.raise_event(events.AlertFiredDomainEvent, at, occasion=occasion)

    def mute(self, occasion: AlertOccasion, mute: AlertMute, at: datetime) -> None:
        """Call nobody for a while, and be seen all the same."""
        if self.state.muted is None or self.state.muted.until != mute.until:
            self.raise_event(
                events.AlertMutedDomainEvent,
                at,
                occasion=occasion,
                until=mute.until,
                muted_by=mute.muted_by,
                reason=mute.reason,
            )

    def acknowledge(self, by: str, comment: str, at: datetime) -> None:
        """Take care of it; ConflictError where there is nothing to take care of."""
        if self.state.status is AlertStatus.ACKNOWLEDGED:
            return
        if self.state.status is not AlertStatus.FIRING:
            raise ConflictError(f"the alert is {self.state.status} and not firing")
        self.raise_event(
            events.AlertAcknowledgedDomainEvent,
            at,
            occasion=self.state.occasion,
            acknowledged_by=by,
            comment=comment,
        )

    def resolve(self, reason: events.ResolveReason, at: datetime) -> None:
        """Note that it is over."""
        if self.state.active:
            self.raise_event(events.AlertResolvedDomainEvent, at, occasion=self.state.occasion, reason=reason)
