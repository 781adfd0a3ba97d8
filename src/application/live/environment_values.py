"""What is in force where nothing is set live: what the environment says, and defaults."""

from collections.abc import Mapping
from typing import Any

from application.live.idle_rules import IdleRules
from application.settings import Settings

OF_SETTINGS: Mapping[str, str] = {
    "intervals.worker_metrics_seconds": "worker_metrics_poll_interval_seconds",
    "intervals.cml_health_seconds": "cml_health_interval_seconds",
    "intervals.labs_seconds": "labs_refresh_interval_seconds",
    "intervals.worker_discovery_seconds": "worker_discovery_interval_seconds",
    "thresholds.telemetry_percent_points": "telemetry_threshold_percent_points",
    "cost_guard.cloudwatch_monthly_budget_usd": "cloudwatch_monthly_budget_usd",
}
"""Which setting of the environment gives a live one its value."""


def environment_values(settings: Settings) -> dict[str, Any]:
    """Return by name the JSON values that hold where nothing else is set."""
    given = {name: getattr(settings, setting) for name, setting in OF_SETTINGS.items()}
    return given | {f"idle.{name}": value for name, value in IdleRules().model_dump(mode="json").items()}


def named_by_environment(settings: Settings) -> frozenset[str]:
    """The names whose value was given, not left to its default."""
    return frozenset(name for name, setting in OF_SETTINGS.items() if setting in settings.model_fields_set)
