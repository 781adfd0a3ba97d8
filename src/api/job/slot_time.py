"""The times that slots may have."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""No slot lies beyond; not all times beyond can be written in UTC."""


def _near(moment: datetime) -> datetime:
    return min(max(moment, FIRST), LAST)


SlotTime = Annotated[AwareDatetime, AfterValidator(_near)]
