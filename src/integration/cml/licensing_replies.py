"""Reads `licensing` as a registration sees it (CML API, LicensingStatus)."""

from datetime import datetime

from domain.cml.licensing_reading import LicensingAttempt, LicensingReading
from integration.cml.health_replies import Licensing
from integration.cml.reply_fields import moment, part, text, word

MOST_FAILURE_CHARACTERS = 500


def licensing_reading(licensing: Licensing, taken_at: datetime) -> LicensingReading:
    """Take its words, and what came of the last attempts."""
    return LicensingReading(
        registration=word(part(licensing.registration, "status")) or "",
        authorization=word(part(licensing.authorization, "status")) or "",
        registering=_attempt(part(licensing.registration, "register_time")),
        renewing=_attempt(part(licensing.registration, "renew_time")),
        taken_at=taken_at,
    )


def _attempt(told: object) -> LicensingAttempt:
    return LicensingAttempt(
        at=moment(part(told, "attempted")),
        status=word(part(told, "status")) or "",
        failure=text(part(told, "failure"), MOST_FAILURE_CHARACTERS),
    )
