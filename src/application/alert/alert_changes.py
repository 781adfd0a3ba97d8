"""AlertChanges: what a look at the fleet makes of alerts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial

from application.alert.occasions import occasion_of
from application.alert.pending_breaches import Breach
from application.turns import in_turns
from domain.alert.alert import Alert
from domain.alert.alert_events import ResolveReason
from domain.alert.alert_mute import MutesInForce
from domain.alert.alert_occasion import AlertOccasion
from domain.alert.alert_rule import AlertRule
from domain.alert.alert_state import AlertState, AlertStatus
from domain.alert.rule_tests import Test, persists, watches
from domain.worker.cml_worker_state import CMLWorkerState

Change = Callable[[Alert], None]
WorkerOf = Callable[[str], CMLWorkerState | None]

ALERTS_PER_TURN = 100


class AlertChanges:
    """Changes by the ids of alerts. Each may be made of an alert that somebody else has changed meanwhile."""

    def __init__(self, mutes: MutesInForce, now: datetime) -> None:
        self._mutes = mutes
        self._now = now
        self.by_alert: dict[str, Change] = {}

    async def begin_async(self, breaches: Iterable[Breach]) -> None:
        """Let alerts fire, or be seen where they are muted."""
        async for breach in in_turns(breaches, ALERTS_PER_TURN):
            occasion = occasion_of(breach, self._now)
            alert_id = Alert.id_of(occasion.rule_id, occasion.worker_id)
            self.by_alert[alert_id] = self._fire_or_mute(occasion)

    async def go_on_async(
        self, alerts: Iterable[AlertState], rules: Mapping[str, AlertRule], worker_of: WorkerOf
    ) -> None:
        """End alerts of what is not so any more; begin and end mutes of the others."""
        tests = {rule.id: (watches(rule), persists(rule, self._now)) for rule in rules.values()}
        async for alert in in_turns(alerts, ALERTS_PER_TURN):
            reason = _over(worker_of(alert.about.worker_id), tests.get(alert.about.rule_id))
            if reason is not None:
                self.by_alert[alert.id] = partial(Alert.resolve, reason=reason, at=self._now)
            elif self._is_muted_otherwise(alert):
                self.by_alert[alert.id] = self._fire_or_mute(alert.about)

    def _is_muted_otherwise(self, alert: AlertState) -> bool:
        mute = self._mutes.of(alert.about.rule_id, alert.about.worker_id)
        if mute is None:
            return alert.status is AlertStatus.MUTED
        return alert.muted is None or alert.muted.until != mute.until

    def _fire_or_mute(self, occasion: AlertOccasion) -> Change:
        mute = self._mutes.of(occasion.rule_id, occasion.worker_id)
        if mute is None:
            return partial(Alert.fire, occasion=occasion, at=self._now)
        return partial(Alert.mute, occasion=occasion, mute=mute, at=self._now)


def _over(worker: CMLWorkerState | None, tests: tuple[Test, Test] | None) -> ResolveReason | None:
    if worker is None:
        return ResolveReason.WORKER_LEFT
    if tests is None:
        return ResolveReason.OUT_OF_SCOPE
    watched, persisting = tests
    if not watched(worker):
        return ResolveReason.OUT_OF_SCOPE
    return None if persisting(worker) else ResolveReason.CLEARED
