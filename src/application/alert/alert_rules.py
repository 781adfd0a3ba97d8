"""AlertRules: the rules that there are, those of the service and those of people."""

from collections.abc import Sequence
from dataclasses import replace

from application.access.acting import acting_id
from application.alert.built_in_rules import BUILT_IN_RULES
from application.clock import Clock
from domain.alert.alert_rule import AlertRule, AlertRuleRepository
from domain.errors import ConflictError, NotFoundError

BUILT_IN_IDS = frozenset(rule.id for rule in BUILT_IN_RULES)
MAX_RULES = 200
"""All of them are looked at for every worker."""


class AlertRules:
    """What is stored stands over the rule of the service with the same id."""

    def __init__(self, stored: AlertRuleRepository, clock: Clock) -> None:
        self._stored = stored
        self._clock = clock

    async def list_async(self) -> Sequence[AlertRule]:
        """All, by id."""
        rules = {rule.id: rule for rule in (*BUILT_IN_RULES, *await self._stored.list_async())}
        return [rules[rule_id] for rule_id in sorted(rules)]

    async def load_async(self, rule_id: str) -> AlertRule:
        """NotFoundError where there is none."""
        for rule in await self.list_async():
            if rule.id == rule_id:
                return rule
        raise NotFoundError("there is no alert rule with this id")

    async def add_async(self, rule: AlertRule) -> AlertRule:
        """Keep a new one; InvalidValuesError, ConflictError."""
        known = await self.list_async()
        if any(each.id == rule.id for each in known):
            raise ConflictError("there is an alert rule with this id; change it, or choose another")
        if len(known) >= MAX_RULES:
            raise ConflictError(f"there are {MAX_RULES} alert rules, and that is the most there may be")
        return await self.save_async(rule)

    async def save_async(self, rule: AlertRule) -> AlertRule:
        """Keep what became of one; InvalidValuesError, or ConflictError when it was changed since it was loaded."""
        rule.check()
        changed = replace(rule, changed_at=self._clock.now(), changed_by=acting_id(), version=rule.version + 1)
        if not await self._stored.save_async(changed):
            raise ConflictError("somebody else changed this alert rule meanwhile; look again")
        return changed

    async def remove_async(self, rule_id: str) -> None:
        """NotFoundError; ConflictError for a rule of the service."""
        if rule_id in BUILT_IN_IDS:
            raise ConflictError("this alert rule belongs to the service and cannot be removed; disable it")
        if not await self._stored.remove_async(rule_id):
            raise NotFoundError("there is no alert rule with this id")
