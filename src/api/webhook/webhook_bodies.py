"""What is sent and answered about webhooks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from domain.webhook.filter_words import FilterWords
from domain.webhook.webhook import WebhookMode

Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["chat"])]
Url = Annotated[
    str, Field(max_length=2048, pattern=r"^https?://[\x21-\x7e]+$", examples=["https://hooks.example.net/fleet"])
]
Word = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$")]
Words = Annotated[tuple[Word, ...], Field(max_length=200)]


class WebhookFilter(BaseModel):
    """Which events, in the words of the event stream; empty = all. All that are given must hold."""

    model_config = ConfigDict(extra="forbid")

    worker_ids: Words = ()
    event_types: Annotated[Words, Field(examples=[["status", "lifecycle"]])] = ()
    regions: Annotated[Words, Field(examples=[["us-east-1"]])] = ()
    tags: Annotated[Words, Field(examples=[["course:ccnp"]])] = ()
    subjects: Words = ()

    @property
    def words(self) -> FilterWords:
        """The same for the application."""
        return FilterWords(**self.model_dump())


class CreateWebhookRequest(BaseModel):
    """Who is told, of what and how. Telemetry comes with every cycle for each worker: leave it out unless wanted."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    url: Url
    filter: WebhookFilter = WebhookFilter()
    mode: WebhookMode = WebhookMode.BINARY


class UpdateWebhookRequest(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    url: Url | None = None
    filter: WebhookFilter | None = None
    mode: WebhookMode | None = None
    enabled: StrictBool | None = None


class WebhookReply(BaseModel):
    """A webhook without its secret; `failing_since` is null while all is well."""

    id: str
    name: str
    url: str
    filter: WebhookFilter
    mode: WebhookMode
    enabled: bool
    disabled_reason: str
    created_at: datetime
    created_by: str
    version: int
    last_success_at: datetime | None
    failing_since: datetime | None
    last_error: str


class WebhookWithSecretReply(WebhookReply):
    """With the secret that deliveries are signed with; it is never shown again."""

    secret: str


class WebhookListReply(BaseModel):
    """All webhooks, oldest first."""

    items: Sequence[WebhookReply]


class WebhookTrialReply(BaseModel):
    """What came back: `status` is null where it was no success."""

    delivered: bool
    status: int | None
    error: str
    duration_seconds: float


class FailingDeliveryReply(BaseModel):
    """An event that is tried again; `sequence` is its place in the log."""

    sequence: int
    attempts: int
    first_failed_at: datetime


class GivenUpDeliveryReply(BaseModel):
    """An event that was given up; the letter's id tells it again."""

    letter_id: str
    event_type: str
    subject: str
    message: str
    attempts: int
    last_failed_at: datetime


class WebhookDeliveriesReply(BaseModel):
    """How far it is: `waiting` counts the events that it wants and that come after those that are all done.

    Where one of them is tried again, later ones of other subjects may have been delivered already. `more_may_wait` =
    only the first few thousand events of the log after that place were looked at.
    """

    webhook: WebhookReply
    consumer: str
    waiting: int
    more_may_wait: bool
    failing: Sequence[FailingDeliveryReply]
    given_up: Sequence[GivenUpDeliveryReply]
