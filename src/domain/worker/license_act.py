"""LicenseAct: what is done, or was done last, about the licence of a worker's controller."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LicenseActKind(StrEnum):
    """A renewal asks Cisco to prolong a registration that there is."""

    REGISTRATION = "registration"
    RENEWAL = "renewal"
    DEREGISTRATION = "deregistration"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseAct:
    """By whom, since when and for which operation; `step` names what is being done, or was when it failed.

    `attempted_before` is when the controller had last tried the same before it was asked now: another time shows that
    it has taken the order. `failed` goes with `ended_at`; `code` and `message` say why, or what there was to note.
    """

    kind: LicenseActKind
    operation_id: str
    requested_by: str
    since: datetime
    step: str = ""
    attempted_before: datetime | None = None
    ended_at: datetime | None = None
    failed: bool = False
    code: str = ""
    message: str = ""

    @property
    def in_progress(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None
