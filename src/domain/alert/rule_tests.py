"""Whether workers are as a rule says: looked at for each rule and worker, so every step that can be is done before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from domain.aggregate import NEVER
from domain.alert.alert_rule import AlertRule, AlertScope
from domain.alert.watched import ANY_SOURCE, STATES, Comparison, Watched
from domain.worker.cml_worker_state import CMLWorkerState
from domain.worker.worker_status import WorkerStatus

Test = Callable[[CMLWorkerState], bool]
Reading = Callable[[CMLWorkerState], Any]

DAY = timedelta(days=1)


def breaches(rule: AlertRule, now: datetime) -> Test:
    """Whether a worker is as the rule says; what is not known is not so."""
    if rule.watched in STATES:
        return _state_test(rule)
    return _figure_test(rule, now, rule.threshold or 0.0, unknown=False)


def persists(rule: AlertRule, now: datetime) -> Test:
    """Whether it is still so of a worker that has an alert; a figure that is not known any more ends nothing."""
    if rule.watched in STATES:
        return _state_test(rule)
    return _figure_test(rule, now, rule.cleared_at, unknown=True)


def watches(rule: AlertRule) -> Test:
    """Whether a worker is in the rule's scope, and in a state in which the rule means anything.

    A worker that does not run has a status and nothing else to watch.
    """
    in_scope = _scope_test(rule.scope)
    if rule.watched is Watched.STATUS:
        return lambda worker: worker.active and in_scope(worker)
    return lambda worker: worker.status is WorkerStatus.RUNNING and worker.active and in_scope(worker)


def so_since(rule: AlertRule, worker: CMLWorkerState, now: datetime) -> datetime:
    """Since when a worker that breaches the rule is known to: from now on, where its state does not tell.

    A state tells since when a status is this one, also to a rule for which it may be one of several.
    """
    if rule.watched is Watched.FAILING_SOURCE:
        return min(why.since for source, why in worker.failing.items() if rule.state in (ANY_SOURCE, source))
    known = {Watched.STATUS: worker.status_since, Watched.SERVICE_STATUS: worker.service_since}.get(rule.watched, NEVER)
    return now if known == NEVER else known


def figure_of(rule: AlertRule, now: datetime) -> Reading:
    """How the rule's figure is read of a worker, None where it is not known or the rule watches a state."""
    if rule.watched in STATES:
        return lambda _: None
    if rule.watched is Watched.LICENSE_DAYS_LEFT:
        return lambda worker: _days_left(worker, now)
    return attrgetter(f"telemetry.{rule.watched}")


def _figure_test(rule: AlertRule, now: datetime, threshold: float, *, unknown: bool) -> Test:
    figure = figure_of(rule, now)
    if rule.comparison is Comparison.ABOVE:
        return lambda worker: unknown if (value := figure(worker)) is None else value > threshold
    return lambda worker: unknown if (value := figure(worker)) is None else value < threshold


def _days_left(worker: CMLWorkerState, now: datetime) -> float | None:
    if worker.license is None or worker.license.expires_at is None:
        return None
    return (worker.license.expires_at - now) / DAY


def _state_test(rule: AlertRule) -> Test:
    state, wanted = rule.state, rule.comparison is Comparison.IS
    if rule.watched is Watched.STATUS:
        return lambda worker: (worker.status == state) is wanted
    if rule.watched is Watched.SERVICE_STATUS:
        return lambda worker: (worker.service.status == state) is wanted
    if state == ANY_SOURCE:
        return lambda worker: bool(worker.failing)
    return lambda worker: state in worker.failing


def _scope_test(scope: AlertScope) -> Test:
    regions, worker_ids, tags = frozenset(scope.regions), frozenset(scope.worker_ids), _pairs(scope)
    return lambda worker: (
        (not regions or worker.region in regions)
        and (not worker_ids or worker.id in worker_ids)
        and tags <= worker.tags.items()
    )


def _pairs(scope: AlertScope) -> set[tuple[str, str]]:
    split = (word.partition(":") for word in scope.tags)
    return {(key, value) for key, _, value in split}
