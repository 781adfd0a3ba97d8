"""What is sent and answered about rules of alerts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.json_numbers import NUMBER
from domain.alert.alert_rule import AlertScope, Severity
from domain.alert.watched import Comparison, Watched

RULE_ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
WEEK_SECONDS = 7 * 24 * 3600

RuleId = Annotated[str, Field(pattern=RULE_ID_PATTERN, examples=["disk-nearly-full"])]
Description = Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$", examples=["The disk fills up."])]
Threshold = Annotated[float, Field(allow_inf_nan=False, examples=[90.0]), NUMBER]
ClearThreshold = Annotated[float, Field(allow_inf_nan=False, examples=[85.0]), NUMBER]
StateWord = Annotated[str, Field(max_length=32, pattern=r"^[a-z_]*$")]
ForSeconds = Annotated[float, Field(ge=0, le=WEEK_SECONDS, examples=[600.0]), NUMBER]
Word = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[tuple[Word, ...], Field(max_length=200)]


class ScopeBody(BaseModel):
    """Which workers; empty = all. All that are given must hold."""

    model_config = ConfigDict(extra="forbid")

    regions: Annotated[Words, Field(examples=[["us-east-1"]])] = ()
    tags: Annotated[Words, Field(examples=[["course:ccnp"]])] = ()
    worker_ids: Words = ()

    @property
    def scope(self) -> AlertScope:
        """The same for the application."""
        return AlertScope(**self.model_dump())


class CreateAlertRuleRequest(BaseModel):
    """Figures have a `threshold`, states a `state`; an alert ends at `clear_threshold` where that is given."""

    model_config = ConfigDict(extra="forbid")

    id: RuleId
    description: Description = ""
    watched: Annotated[Watched, Field(examples=["disk_used_percent"])]
    comparison: Annotated[Comparison, Field(examples=["above"])]
    threshold: Threshold | None = None
    clear_threshold: ClearThreshold | None = None
    state: StateWord = ""
    for_seconds: ForSeconds = 0
    severity: Annotated[Severity, Field(examples=["warning"])] = Severity.WARNING
    scope: ScopeBody = ScopeBody()
    enabled: StrictBool = True


class ChangeAlertRuleRequest(BaseModel):
    """What is left out stays as it is; null takes a threshold away."""

    model_config = ConfigDict(extra="forbid")

    description: Description = ""
    watched: Annotated[Watched, Field(examples=["disk_used_percent"])] = Watched.CPU_PERCENT
    comparison: Annotated[Comparison, Field(examples=["above"])] = Comparison.ABOVE
    threshold: Threshold | None = None
    clear_threshold: ClearThreshold | None = None
    state: StateWord = ""
    for_seconds: ForSeconds = 0
    severity: Annotated[Severity, Field(examples=["warning"])] = Severity.WARNING
    scope: ScopeBody = ScopeBody()
    enabled: StrictBool = True

    @property
    def changes(self) -> Mapping[str, Any]:
        """What was sent."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {**sent, "scope": self.scope.scope} if "scope" in sent else sent


class AlertRuleReply(BaseModel):
    """A rule; `version` 0 = as the service brings it along."""

    id: RuleId
    description: str
    watched: Watched
    comparison: Comparison
    threshold: float | None
    clear_threshold: float | None
    state: str
    for_seconds: float
    severity: Severity
    scope: ScopeBody
    enabled: bool
    changed_at: datetime | None
    changed_by: str
    version: int


class AlertRuleListReply(BaseModel):
    """All rules, by id."""

    items: Sequence[AlertRuleReply]
