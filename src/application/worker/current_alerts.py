"""CurrentAlerts: the alerts that are there and those that were resolved lately, in memory."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from application.events.followed_states import FollowedStates
from domain.alert.alert_events import AlertDomainEvent
from domain.alert.alert_state import AlertState

KEPT = timedelta(days=1)


class CurrentAlerts:
    """Follows the events of alerts in every process; what was resolved a day ago is in its document alone."""

    def __init__(self) -> None:
        self._states = FollowedStates(lambda alert_id: AlertState(id=alert_id))
        self._resolved: deque[tuple[datetime, str]] = deque()

    def load(self, alerts: Iterable[AlertState]) -> None:
        """Begin with what the documents hold."""
        known = list(alerts)
        self._states.load(known)
        self._resolved = deque(sorted((state.resolved_at, state.id) for state in known if state.resolved_at))

    def follow(self, event: AlertDomainEvent) -> None:
        """Follow one event."""
        state = self._states.follow(event)
        if state.resolved_at == event.created_at:
            self._resolved.append((event.created_at, state.id))
        self._forget_before(event.created_at - KEPT)

    def active(self) -> dict[tuple[str, str], AlertState]:
        """Those that are not over, by the ids of rule and worker; not to be changed by the caller."""
        return {(state.about.rule_id, state.about.worker_id): state for state in self._states if state.active}

    def of(self, alert_ids: Iterable[str]) -> list[AlertState]:
        """Return those of these that are kept."""
        return self._states.of(alert_ids)

    def __iter__(self) -> Iterator[AlertState]:
        return iter(self._states)

    def _forget_before(self, moment: datetime) -> None:
        while self._resolved and self._resolved[0][0] < moment:
            resolved_at, alert_id = self._resolved.popleft()
            if any(state.resolved_at == resolved_at for state in self._states.of([alert_id])):
                self._states.forget(alert_id)
