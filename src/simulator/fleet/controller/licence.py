"""The controller's licence (CML API, LicensingStatus)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

VALID_FOR: Final = timedelta(days=365)
RENEWED_EVERY: Final = timedelta(days=180)
AUTHORIZED_FOR: Final = timedelta(days=90)
REFUSED_TOKENS: Final = "invalid"
"""Tokens that begin so are refused by the licence server."""
UNREACHABLE: Final = "Fail to send out Call Home HTTP message."


class LicenceRefusedError(Exception):
    """The registration does not allow what is wanted."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that the licence server was asked for; `failure` is "" where it granted it."""

    at: datetime
    failure: str = ""


@dataclass(slots=True)
class Licence:
    """Registered with Cisco's licence server, or not.

    What is asked for shows `settles_after` later; `server_away` = the licence server does not answer.
    """

    registered_at: datetime | None
    renewed_at: datetime | None = None
    authorized_at: datetime | None = None
    product: str = "CML_Enterprise"
    settles_after: timedelta = timedelta()
    server_away: bool = False
    registering: Attempt | None = None
    renewing: Attempt | None = None
    _pending: Attempt | None = field(default=None, init=False)
    _renews: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Whoever is registered has asked for it."""
        if self.registered_at is not None:
            self.registering = self.renewing = Attempt(self.registered_at)

    @property
    def is_registered(self) -> bool:
        """Whether nodes may be started."""
        return self.registered_at is not None

    @property
    def is_pending(self) -> bool:
        """Whether the licence server has not answered yet."""
        return self._pending is not None

    def register(self, now: datetime, *, again: bool, token: str = "") -> None:
        """Ask for a registration. Raises LicenceRefusedError when there is one, unless it is to be done again."""
        self._require_idle(now)
        if self.is_registered and not again:
            raise LicenceRefusedError("The agent is already registered.")
        self._ask(now, token, renews=False)

    def grant(self, now: datetime) -> None:
        """Be registered at once, whatever the licence server says."""
        self.registering = self.renewing = Attempt(now)
        self.registered_at = self.renewed_at = self.authorized_at = now
        self._pending = None

    def deregister(self, now: datetime) -> bool:
        """Give the registration up; False when the licence server could not be told. Raises LicenceRefusedError."""
        self._require_idle(now)
        self._require_registered()
        self.lapse()
        return not self.server_away

    def lapse(self) -> None:
        """Be without a registration."""
        self.registered_at = self.renewed_at = self.authorized_at = self._pending = None

    def renew_registration(self, now: datetime) -> None:
        """Ask the licence server for another year. Raises LicenceRefusedError."""
        self._require_idle(now)
        self._require_registered()
        self._ask(now, "", renews=True)

    def renew_authorization(self, now: datetime) -> None:
        """Ask the licence server whether the licences in use are paid for. Raises LicenceRefusedError."""
        self._require_registered()
        if not self.server_away:
            self.authorized_at = now

    def settle(self, now: datetime) -> None:
        """Take the licence server's answer when its time has come."""
        asked = self._pending
        if asked is None or now < asked.at + self.settles_after:
            return
        self._pending = None
        if self._renews:
            self.renewing = asked
        else:
            self.registering = self.renewing = asked
        if asked.failure:
            return
        self.renewed_at = self.authorized_at = asked.at
        if not self._renews:
            self.registered_at = asked.at

    def _ask(self, now: datetime, token: str, *, renews: bool) -> None:
        self._pending, self._renews = Attempt(now, self._failure_with(token)), renews
        self.settle(now)

    def _failure_with(self, token: str) -> str:
        if self.server_away:
            return UNREACHABLE
        if token.startswith(REFUSED_TOKENS):
            return f'Response error: {{"token":["The token \'{token}\' is not valid."]}}'
        return ""

    def _require_idle(self, now: datetime) -> None:
        self.settle(now)
        if self.is_pending:
            raise LicenceRefusedError("The agent is busy with a registration request.")

    def _require_registered(self) -> None:
        if not self.is_registered:
            raise LicenceRefusedError("The agent is not registered.")
