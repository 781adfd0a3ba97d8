"""LiveValues: everything that may change while the service runs, in groups."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from application.live.idle_rules import IdleRules
from application.live.launch_template import LaunchTemplate, TemplateName
from application.live.live_group import LiveGroup
from application.settings_bounds import IntervalSeconds, MonthlyUsd, PercentPoints


class Intervals(LiveGroup):
    """Seconds from one slot of a job to the next."""

    worker_metrics_seconds: IntervalSeconds = Field(description="how often EC2, CloudWatch and controllers are read")
    cml_health_seconds: IntervalSeconds = Field(description="how often health and licences are read")
    labs_seconds: IntervalSeconds = Field(description="how often the labs of all workers are read")
    worker_discovery_seconds: IntervalSeconds = Field(description="how often new instances are looked for")


class Thresholds(LiveGroup):
    """How large a change has to be to be told."""

    telemetry_percent_points: PercentPoints = Field(
        description="percentage points by which a figure must have moved since it was last told"
    )


NONE = "none"
"""How it is kept that there is to be no value, although the environment gives one: null stands for what is not set."""


def _none_as_such(value: Any) -> Any:
    return None if value == NONE else value


class CostGuard(LiveGroup):
    """What watching the fleet may cost."""

    cloudwatch_monthly_budget_usd: Annotated[MonthlyUsd | None, BeforeValidator(_none_as_such)] = Field(
        description="US dollars that CloudWatch may cost a month; over it, it is read less often, or not at all"
    )


MAY_BE_NONE = frozenset({"cost_guard.cloudwatch_monthly_budget_usd"})
"""The settings of which null is a value, where the environment gives another one."""


class LiveValues(LiveGroup):
    """What is in force. Nothing of it is a secret: it is told to everybody who may read events."""

    intervals: Intervals
    thresholds: Thresholds
    cost_guard: CostGuard
    idle: IdleRules
    templates: Annotated[Mapping[TemplateName, LaunchTemplate], Field(max_length=20)] = Field(
        description="launch templates by name"
    )
