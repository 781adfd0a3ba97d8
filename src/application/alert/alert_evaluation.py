"""AlertEvaluation: looks at the fleet in memory with every rule, and commits what follows."""

import asyncio
from contextlib import suppress

from application.alert.alert_changes import AlertChanges
from application.alert.alert_rules import AlertRules
from application.alert.pending_breaches import Chunks, PendingBreaches
from application.clock import Clock
from application.pieces import pieces_of
from application.turns import in_turns
from application.worker.current_alerts import CurrentAlerts
from application.worker.fleet_view import FleetView
from domain.alert.alert import Alert
from domain.alert.alert_mute import AlertMuteRepository, MutesInForce
from domain.alert.alert_repository import AlertRepository
from domain.alert.alert_rule import AlertRule
from domain.errors import SourceUnavailableError

WORKERS_PER_TURN = 2_000
ALERTS_PER_TURN = 100


class AlertEvaluation:
    """One look at a time in this process. Other processes look too: the log lets each alert through once.

    What is firing follows from the log and survives a restart; how long something pends does not.
    """

    def __init__(
        self,
        fleet: FleetView,
        current: CurrentAlerts,
        rules: AlertRules,
        mutes: AlertMuteRepository,
        alerts: AlertRepository,
        clock: Clock,
    ) -> None:
        self._fleet = fleet
        self._current = current
        self._rules = rules
        self._mutes = mutes
        self._alerts = alerts
        self._clock = clock
        self._pending = PendingBreaches()
        self._seen: dict[str, AlertRule] = {}
        self._looking = asyncio.Lock()

    async def look_again_async(self) -> None:
        """See at once what a command changed; while the database is away the next slot sees it."""
        with suppress(SourceUnavailableError):
            await self.evaluate_async()

    async def evaluate_async(self) -> int:
        """Look once; return how many alerts changed."""
        async with self._looking:
            changes = await self._changes_async()
            await self._commit_async(changes)
        return len(changes.by_alert)

    async def _changes_async(self) -> AlertChanges:
        rules = {rule.id: rule for rule in await self._rules.list_async() if rule.enabled}
        now = self._clock.now()
        changes = AlertChanges(MutesInForce(await self._mutes.list_async(), now), now)
        self._forget_changed(rules)
        chunks, active = self._chunks(), self._current.active()
        for rule in rules.values():
            due = await self._pending.look_async(rule, chunks, now)
            await changes.begin_async(each for each in due if (rule.id, each.worker.id) not in active)
        await changes.go_on_async(active.values(), rules, self._fleet.worker)
        return changes

    def _forget_changed(self, rules: dict[str, AlertRule]) -> None:
        unchanged = {rule.id for rule in rules.values() if self._seen.get(rule.id) == rule}
        self._pending.keep_only(unchanged)
        self._seen = rules

    def _chunks(self) -> Chunks:
        return list(pieces_of(list(self._fleet.workers()), WORKERS_PER_TURN))

    async def _commit_async(self, changes: AlertChanges) -> None:
        if not changes.by_alert:
            return
        loaded = {alert.aggregate_id: alert for alert in await self._alerts.get_many_async(changes.by_alert)}
        changed: list[Alert] = []
        async for alert_id in in_turns(changes.by_alert, ALERTS_PER_TURN):
            alert = loaded.get(alert_id) or Alert.unborn(alert_id)
            changes.by_alert[alert_id](alert)
            changed.append(alert)
        await self._alerts.update_many_async(changed, lambda alert: changes.by_alert[alert.aggregate_id](alert))
