"""What a CML controller said of its health, its licence and maintenance, and when that was true."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLLicence:
    """`registration` and `authorization` are CML's own words (`COMPLETED`, `IN_COMPLIANCE`); None where not told.

    `licensed` = nodes may be started; `reason` says in words why not, "" otherwise.
    """

    licensed: bool | None
    registration: str | None
    authorization: str | None
    expires_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CMLHealthReading:
    """`system_health`, `licensing` and `system/maintenance_mode` of one controller; None where it did not tell.

    `problems` names in words what is not well, in order, and is empty when all is. `maintenance_notice` is what the
    people of the controller wrote about it, literally.
    """

    worker_id: str
    healthy: bool | None
    problems: tuple[str, ...]
    licence: CMLLicence
    maintenance: bool | None
    maintenance_notice: str
    taken_at: datetime
