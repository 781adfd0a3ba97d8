"""Leases as documents."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo.errors import DuplicateKeyError

from application.ports.leases import Lease
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors

OVER = datetime(1970, 1, 1, tzinfo=UTC)
LAST_CHARACTER = "\uffff"


class MongoLeases:
    """Read, then set what is still as it was read: of two who find a lease over, one gets it.

    Not with one `find_one_and_update`, of which SecantusDB answers None to some callers. The time is the server's,
    passed as a literal.
    """

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    @property
    def _leases(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["leases"]

    async def acquire_async(self, name: str, holder: str, seconds: float) -> Lease:
        """Take or prolong; made first where it has never been."""
        with database_errors():
            now = await self._database.server_time_async()
            known = await self._read(name)
            if known["ends_at"] > now and known["holder"] != holder:
                return _lease(known, now)
            term = known["term"] if known["ends_at"] > now else known["term"] + 1
            wanted = {"holder": holder, "term": term, "ends_at": now + timedelta(seconds=seconds)}
            taken = await self._leases.update_one(known, {"$set": wanted})
            return _lease({**known, **wanted} if taken.matched_count else await self._read(name), now)

    async def release_async(self, lease: Lease) -> None:
        """Let it end in the past."""
        with database_errors():
            mine = {"_id": lease.name, "holder": lease.holder, "term": lease.term}
            await self._leases.update_one(mine, {"$set": {"ends_at": OVER}})

    async def find_async(self, name: str) -> Lease | None:
        """Read it."""
        with database_errors():
            known = await self._leases.find_one({"_id": name, "term": {"$gt": 0}})
            return _lease(known, await self._database.server_time_async()) if known else None

    async def list_over_async(self, prefix: str) -> Sequence[Lease]:
        """Read the part of the ids that begin so."""
        with database_errors():
            now = await self._database.server_time_async()
            named = {"_id": {"$gte": prefix, "$lt": f"{prefix}{LAST_CHARACTER}"}, "ends_at": {"$lte": now}}
            return [_lease(known, now) for known in await self._leases.find(named).to_list(None)]

    async def remove_async(self, lease: Lease) -> bool:
        """Delete what is still as it was seen."""
        with database_errors():
            seen = {"_id": lease.name, "holder": lease.holder, "term": lease.term, "ends_at": lease.ends_at}
            return (await self._leases.delete_one(seen)).deleted_count == 1

    async def _read(self, name: str) -> Document:
        known = await self._leases.find_one({"_id": name})
        if known is not None:
            return known
        never_held = {"_id": name, "holder": "", "term": 0, "ends_at": OVER}
        with suppress(DuplicateKeyError):
            await self._leases.insert_one(dict(never_held))
        return never_held


def _lease(document: Document, now: datetime) -> Lease:
    return Lease(
        name=document["_id"],
        holder=document["holder"],
        term=document["term"],
        ends_at=document["ends_at"],
        seconds_left=(document["ends_at"] - now).total_seconds(),
    )
