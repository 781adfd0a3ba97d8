"""Ranges of time that lie side by side, each longer than the one before.

SecantusDB reads all that match, however few are asked for, and takes 50 us for each small document. Whoever wants the
newest few looks through one range after the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorCollection

from integration.mongo.mongo_database import Document

STEPS = [timedelta(seconds=10 * 6**step) for step in range(8)]
"""From ten seconds to a month."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def windows_back(
    newest: datetime, until: datetime | None, since: datetime, steps: Sequence[timedelta] = STEPS
) -> Iterator[dict[str, datetime]]:
    """Yield criteria for a time, from `until` (None: whenever) back to `since`; `steps` are counted from `newest`."""
    ends = {} if until is None else {"$lt": until}
    for far in steps:
        if newest - since <= far:
            break
        yield {"$gte": newest - far, **ends}
        ends = {"$lt": newest - far}
    yield {"$gte": since, **ends}


async def found_in_turn(
    collection: AsyncIOMotorCollection[Document],
    criteria: Iterable[Document],
    sort: Sequence[tuple[str, int]],
    limit: int,
) -> list[Document]:
    """Ask for what meets the first criteria, then the next, until there are `limit`; the driver's errors are raised."""
    found: list[Document] = []
    for each in criteria:
        found += await collection.find(each, sort=sort, limit=limit - len(found)).to_list(None)
        if len(found) >= limit:
            break
    return found
