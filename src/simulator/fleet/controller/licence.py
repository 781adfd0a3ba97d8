"""The controller's licence (CML API, LicensingStatus)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

VALID_FOR: Final = timedelta(days=365)
RENEWED_EVERY: Final = timedelta(days=180)
AUTHORIZED_FOR: Final = timedelta(days=90)


class LicenceRefusedError(Exception):
    """The registration does not allow what is wanted."""


@dataclass(slots=True)
class Licence:
    """Registered with Cisco's licence server, or not."""

    registered_at: datetime | None
    renewed_at: datetime | None = None
    authorized_at: datetime | None = None
    product: str = "CML_Enterprise"

    @property
    def is_registered(self) -> bool:
        """Whether nodes may be started."""
        return self.registered_at is not None

    def register(self, now: datetime, *, again: bool) -> None:
        """Register. Raises LicenceRefusedError when it is registered already, unless it is to be done again."""
        if self.is_registered and not again:
            raise LicenceRefusedError("The agent is already registered.")
        self.registered_at = self.renewed_at = self.authorized_at = now

    def deregister(self) -> None:
        """Give the registration up. Raises LicenceRefusedError when there is none."""
        self._require_registered()
        self.lapse()

    def lapse(self) -> None:
        """Be without a registration."""
        self.registered_at = self.renewed_at = self.authorized_at = None

    def renew_registration(self, now: datetime) -> None:
        """Ask the licence server for another year. Raises LicenceRefusedError."""
        self._require_registered()
        self.renewed_at = now

    def renew_authorization(self, now: datetime) -> None:
        """Ask the licence server whether the licences in use are paid for. Raises LicenceRefusedError."""
        self._require_registered()
        self.authorized_at = now

    def _require_registered(self) -> None:
        if not self.is_registered:
            raise LicenceRefusedError("The agent is not registered.")
