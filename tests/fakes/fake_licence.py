"""The licence of a fake controller, and Cisco behind it."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.cml.licensing_reading import LicensingAttempt, LicensingReading

NEVER = LicensingAttempt(at=None, status="", failure="")


@dataclass
class FakeLicence:
    """Cisco answers after `looks` looks at it: with `failure`, "" = it grants everything."""

    registration: str = "NOT_REGISTERED"
    authorization: str = "NO_LICENSES_IN_USE"
    registering: LicensingAttempt = NEVER
    renewing: LicensingAttempt = NEVER
    failure: str = ""
    looks: int = 1
    cisco_answers: bool = True
    tokens: list[str] = field(default_factory=list)
    _left: int = field(default=0, init=False)
    _asked: str = field(default="", init=False)
    _at: datetime | None = field(default=None, init=False)

    def register(self, token: str, now: datetime) -> None:
        """Begin."""
        self.tokens.append(token)
        self._begin("registering", now)
        self.registration = "IN_PROGRESS"

    def renew(self, now: datetime) -> None:
        """Begin."""
        self._begin("renewing", now)

    def deregister(self) -> bool:
        """Be unregistered."""
        self.registration, self.authorization = "NOT_REGISTERED", "NO_LICENSES_IN_USE"
        return self.cisco_answers

    def reading(self, now: datetime) -> LicensingReading:
        """What it says now."""
        if self._asked:
            self._left -= 1
            if self._left < 0:
                self._settle()
        return LicensingReading(
            registration=self.registration,
            authorization=self.authorization,
            registering=self.registering,
            renewing=self.renewing,
            taken_at=now,
        )

    def _begin(self, asked: str, now: datetime) -> None:
        self._asked, self._at, self._left = asked, now, self.looks

    def _settle(self) -> None:
        status = "FAILED" if self.failure else "SUCCEEDED"
        setattr(self, self._asked, LicensingAttempt(at=self._at, status=status, failure=self.failure))
        if self._asked == "registering":
            self.registration = "NOT_REGISTERED" if self.failure else "COMPLETED"
        if not self.failure:
            self.authorization = "IN_COMPLIANCE"
        self._asked = ""
