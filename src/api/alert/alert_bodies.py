"""What is sent and answered about alerts and mutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from api.alert.alert_rule_bodies import RuleId
from api.ids import UUID_PATTERN
from application.alert.alert_dto import AlertDto

Text = Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]
SOMETHING_NAMED: list[JsonValue] = [
    {"required": [name], "properties": {name: {"type": "string"}}} for name in ("rule_id", "worker_id")
]
"""What the command asks for, as JSON Schema says it."""


class AlertListReply(BaseModel):
    """Alerts, the newest first; `total` counts also those that the limit left out."""

    items: Sequence[AlertDto]
    total: int


class AcknowledgeRequest(BaseModel):
    """What to say to the others."""

    model_config = ConfigDict(extra="forbid")

    comment: Annotated[Text, Field(examples=["replacing the disk"])] = ""


class MuteRequest(BaseModel):
    """A rule, a worker, or a rule on one worker, until a time within 90 days."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"anyOf": SOMETHING_NAMED})

    rule_id: RuleId | None = None
    worker_id: Annotated[str, Field(pattern=UUID_PATTERN)] | None = None
    until: Annotated[AwareDatetime, Field(examples=["2026-06-02T06:00:00Z"])]
    reason: Annotated[Text, Field(examples=["maintenance"])] = ""


class MuteReply(BaseModel):
    """A mute; null = of all rules, or of all workers."""

    id: Annotated[str, Field(examples=["rule-disk-nearly-full"])]
    rule_id: str | None
    worker_id: str | None
    until: datetime
    reason: str
    muted_by: str
    muted_at: datetime


class MuteListReply(BaseModel):
    """The mutes that hold, the first to end first."""

    items: Sequence[MuteReply]
