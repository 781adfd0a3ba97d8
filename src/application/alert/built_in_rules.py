"""The rules that the service brings along."""

from domain.alert.alert_rule import AlertRule, Severity
from domain.alert.watched import ANY_SOURCE, Comparison, Watched
from domain.worker.worker_service import ServiceStatus

MINUTE = 60.0

BUILT_IN_RULES = (
    AlertRule(
        id="controller-unavailable",
        description="The controller of a running worker cannot be worked with.",
        watched=Watched.SERVICE_STATUS,
        comparison=Comparison.IS,
        state=ServiceStatus.UNAVAILABLE,
        for_seconds=15 * MINUTE,
        severity=Severity.CRITICAL,
    ),
    AlertRule(
        id="disk-nearly-full",
        description="A controller whose disk is full starts no more nodes.",
        watched=Watched.DISK_USED_PERCENT,
        comparison=Comparison.ABOVE,
        threshold=90.0,
        clear_threshold=85.0,
        for_seconds=10 * MINUTE,
    ),
    AlertRule(
        id="license-expires-soon",
        description="Without a licence no nodes are started.",
        watched=Watched.LICENSE_DAYS_LEFT,
        comparison=Comparison.BELOW,
        threshold=14.0,
    ),
    AlertRule(
        id="source-failing",
        description="What is shown of a worker gets old.",
        watched=Watched.FAILING_SOURCE,
        comparison=Comparison.IS,
        state=ANY_SOURCE,
        for_seconds=30 * MINUTE,
    ),
)
"""They can be changed and turned off, and not removed."""
