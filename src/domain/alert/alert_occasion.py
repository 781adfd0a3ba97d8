"""AlertOccasion: what an alert is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.alert.alert_rule import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOccasion:
    """The rule, the worker as it was then, and why in words.

    `since` is when it began to be so, `value` the figure as it was when the alert came, None for a state.
    """

    rule_id: str
    severity: Severity
    worker_id: str
    worker_name: str
    region: str
    tags: Mapping[str, str]
    since: datetime
    value: float | None
    message: str
