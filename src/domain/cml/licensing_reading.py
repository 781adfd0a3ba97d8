"""What a CML controller said of its registration with Cisco Smart Licensing, and when that was true."""

from dataclasses import dataclass
from datetime import datetime

REGISTERED = "COMPLETED"
AUTHORIZED = frozenset({"IN_COMPLIANCE", "AUTHORIZED", "RESERVED"})
FAILED = "FAILED"
UNSETTLED = "PROGRESS"
"""Stands in the words for what goes on, `IN_PROGRESS` and `RETRY_IN_PROGRESS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensingAttempt:
    """The last time that the controller asked Cisco; `failure` is Cisco's own text, "" where it went well."""

    at: datetime | None
    status: str
    failure: str

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return self.status == FAILED or (bool(self.failure) and not self.status)

    def may_be_since(self, moment: datetime | None) -> bool:
        """Whether it can be one made since the one of that moment."""
        return self.at is None or self.at != moment

    def is_other_than(self, moment: datetime | None) -> bool:
        """Whether it was made since the one of that moment; what has no time tells nothing."""
        return self.at is not None and self.at != moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensingReading:
    """`GET /licensing`: `registration` and `authorization` are CML's own words, "" where they were not told."""

    registration: str
    authorization: str
    registering: LicensingAttempt
    renewing: LicensingAttempt
    taken_at: datetime

    @property
    def is_registered(self) -> bool:
        """Whether Cisco knows the controller."""
        return self.registration == REGISTERED

    @property
    def is_authorized(self) -> bool:
        """Whether Cisco lets it use what it uses."""
        return self.authorization in AUTHORIZED

    @property
    def goes_on(self) -> bool:
        """Whether the controller is about to ask Cisco."""
        return UNSETTLED in self.registration

    @property
    def words(self) -> str:
        """Both in one line."""
        return f"registration {self.registration or 'unknown'}, authorization {self.authorization or 'unknown'}"
