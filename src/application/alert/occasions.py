"""What an alert says that begins."""

from datetime import datetime

from application.alert.pending_breaches import Breach
from domain.alert.alert_occasion import AlertOccasion
from domain.alert.rule_tests import figure_of
from domain.alert.watched import ANY_SOURCE, STATES, Watched
from domain.worker.cml_worker_state import CMLWorkerState


def occasion_of(breach: Breach, now: datetime) -> AlertOccasion:
    """Say of a breach what it is about."""
    rule, worker = breach.rule, breach.worker
    figure = figure_of(rule, now)(worker)
    value = None if figure is None else round(float(figure), 2)
    return AlertOccasion(
        rule_id=rule.id,
        severity=rule.severity,
        worker_id=worker.id,
        worker_name=worker.name,
        region=worker.region,
        tags=dict(worker.tags),
        since=breach.since,
        value=value,
        message=_message(breach, value),
    )


def _message(breach: Breach, value: float | None) -> str:
    rule, worker = breach.rule, breach.worker
    if rule.watched not in STATES:
        return f"{rule.watched} is {value}, {rule.comparison} {rule.threshold}"
    if rule.watched is Watched.STATUS:
        return f"status is {worker.status}"
    if rule.watched is Watched.SERVICE_STATUS:
        return f"service_status is {worker.service.status}: {worker.service.reason}".removesuffix(": ")
    return _failures(worker, rule.state)


def _failures(worker: CMLWorkerState, wanted: str) -> str:
    failing = {source: why for source, why in worker.failing.items() if wanted in (ANY_SOURCE, source)}
    return "; ".join(f"{source} cannot be read: {why.message}" for source, why in failing.items())
