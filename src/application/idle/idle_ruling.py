"""IdleRuling: the rule that holds for each worker at this moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from application.events.event_labels import tag_words
from application.idle.working_clock import is_working_time
from application.live.idle_rules import IdleRules
from application.live.live_settings import LiveSettings
from application.operation.recent_operations import RecentOperations
from domain.operation.operation_state import OperationState
from domain.worker.activity_events import PauseHold
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.idle_worker import IdleRule

PAUSE = "workers.pause"
NOT_USE = frozenset({PAUSE, "workers.refresh"})
"""Operations that say nothing about the use of their workers."""


class IdleRuling:
    """Puts together the live settings, the clock on the wall, and what is being done to workers."""

    def __init__(self, live: LiveSettings, operations: RecentOperations) -> None:
        self._live = live
        self._operations = operations

    def at(self, now: datetime) -> "RulesNow":
        """What holds `now`, for any number of workers."""
        going = list(self._operations.going())
        rules = self._live.now.idle
        return RulesNow(
            rules,
            _fleet_hold(rules, now),
            busy=_workers_of(each for each in going if each.command not in NOT_USE),
            pausing=_workers_of(each for each in going if each.command == PAUSE),
        )


class RulesNow:
    """What holds at one moment. `pausing` are the workers whose pause has begun."""

    def __init__(
        self, rules: IdleRules, fleet_hold: PauseHold | None, busy: frozenset[str], pausing: frozenset[str]
    ) -> None:
        self._rules = rules
        self._fleet_hold = fleet_hold
        self._busy = busy
        self._exempt = frozenset(rules.exempt_tags)
        self.pausing = pausing

    def rule_for(self, worker: CMLWorkerState) -> IdleRule:
        """The rule for one worker."""
        return IdleRule(
            idle_after=timedelta(minutes=self._rules.idle_after_minutes),
            countdown=timedelta(minutes=self._rules.countdown_minutes),
            held_by=self._hold(worker),
        )

    def _hold(self, worker: CMLWorkerState) -> PauseHold | None:
        if self._exempt & (tag_words(worker.tags) | worker.tags.keys()):
            return PauseHold.EXEMPT_TAG
        if worker.id in self._busy:
            return PauseHold.ACT_UNDER_WAY
        return self._fleet_hold


def _fleet_hold(rules: IdleRules, now: datetime) -> PauseHold | None:
    if not rules.enabled:
        return PauseHold.DISABLED
    if rules.working_hours is not None and is_working_time(rules.working_hours, now):
        return PauseHold.WORKING_HOURS
    return None


def _workers_of(operations: Iterable[OperationState]) -> frozenset[str]:
    """The workers that operations are about, or whose labs they are about."""
    return frozenset(target.partition("/")[0] for operation in operations for target in operation.results)
