"""PendingBreaches: since when workers have been as a rule says, in the memory of this process."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.turns import in_turns
from domain.alert.alert_rule import AlertRule
from domain.alert.rule_tests import breaches, so_since, watches
from domain.worker.cml_worker_state import CMLWorkerState

Chunks = Sequence[Sequence[CMLWorkerState]]
Pending = dict[str, tuple[datetime, CMLWorkerState]]


@dataclass(frozen=True, slots=True)
class Breach:
    """A worker that has been as the rule says for as long as the rule wants."""

    rule: AlertRule
    worker: CMLWorkerState
    since: datetime


class PendingBreaches:
    """A worker that is not so at one look begins anew at the next.

    A process that starts knows nothing: of figures it begins to count, of states the worker's own tells since when.
    """

    def __init__(self) -> None:
        self._by_rule: dict[str, Pending] = {}

    async def look_async(self, rule: AlertRule, chunks: Chunks, now: datetime) -> list[Breach]:
        """Look at all workers, and let others have the event loop after each chunk; return what is due."""
        before, pending = self._by_rule.get(rule.id, {}), Pending()
        test, watched = breaches(rule, now), watches(rule)
        async for chunk in in_turns(chunks, 1):
            for worker in [worker for worker in chunk if test(worker) and watched(worker)]:
                known = before.get(worker.id)
                pending[worker.id] = (known[0] if known else so_since(rule, worker, now), worker)
        self._by_rule[rule.id] = pending
        return list(_due(rule, pending, now))

    def keep_only(self, rule_ids: Collection[str]) -> None:
        """Forget what is pending of rules that are off, changed or gone."""
        self._by_rule = {rule_id: pending for rule_id, pending in self._by_rule.items() if rule_id in rule_ids}


def _due(rule: AlertRule, pending: Pending, now: datetime) -> Iterator[Breach]:
    latest = now - timedelta(seconds=rule.for_seconds)
    return (Breach(rule, worker, since) for since, worker in pending.values() if since <= latest)
