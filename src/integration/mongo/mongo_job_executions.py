"""The queue of runs and their history, as documents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from application.ports.job_executions import ExecutionFilter, Held, OverlapError, Place
from domain.job.job_execution import WAITING, Control, ExecutionState, JobExecution
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.server_clock import ServerClock

OPEN = [*WAITING, ExecutionState.RUNNING]
SCHEDULED = ["schedule", "catch_up"]
NEWEST_FIRST = [("scheduled_for", DESCENDING), ("_id", DESCENDING)]
FIRST_DUE = [("due_at", ASCENDING)]


class MongoJobExecutions:
    """Written to the journal, since a trigger is acknowledged by it.

    A claim is two steps, finding a few and setting one that is still as it was found: of two who find the same, one
    gets it. A unique index on `overlap_key`, of those that have one, keeps runs apart.
    """

    def __init__(self, database: MongoDatabase, clock: ServerClock) -> None:
        self._database = database
        self._clock = clock

    @property
    def _executions(self) -> AsyncIOMotorCollection[Document]:
        return self._database.journaled["job_executions"]

    async def add_async(self, execution: JobExecution) -> bool:
        """Insert."""
        with database_errors():
            try:
                await self._executions.insert_one(document_of(execution))
            except DuplicateKeyError:
                return False
        return True

    async def find_async(self, execution_id: str) -> JobExecution | None:
        """Read by id."""
        with database_errors():
            document = await self._executions.find_one({"_id": execution_id})
        return execution_from(document) if document else None

    async def list_async(self, wanted: ExecutionFilter, after: Place | None, limit: int) -> Sequence[JobExecution]:
        """Read a page."""
        return await self._find(_criteria(wanted, after), NEWEST_FIRST, limit)

    async def due_async(self, limit: int) -> Sequence[JobExecution]:
        """Read those that wait, then those whose lease is over, each from an index of its own."""
        with database_errors():
            now = await self._clock.now_async()
        waiting = await self._find({"waits": True, "due_at": {"$lte": now}}, FIRST_DUE, limit)
        broken = await self._find({"overlap_key": {"$exists": True}, "lease_until": {"$lte": now}}, None, limit)
        return [*broken, *waiting][:limit]

    async def waiting_async(self, job: str) -> Sequence[JobExecution]:
        """Read by the job."""
        return await self._find({"job": job, "waits": True}, FIRST_DUE, 0)

    async def running_async(self, overlap_key: str) -> JobExecution | None:
        """Read by the unique index."""
        with database_errors():
            document = await self._executions.find_one({"overlap_key": overlap_key})
        return execution_from(document) if document else None

    async def take_async(self, seen: JobExecution, holder: str, seconds: float, **changes: Any) -> JobExecution | None:
        """Set what is still as it was seen."""
        with database_errors():
            now = await self._clock.now_async()
            taken = {
                "state": ExecutionState.RUNNING,
                "holder": holder,
                "fence": seen.fence + 1,
                "lease_until": now + timedelta(seconds=seconds),
                **changes,
            }
            update = _update(taken)
            try:
                as_seen = {"_id": seen.id, "fence": seen.fence, "state": seen.state}
                done = await self._executions.update_one(as_seen, update)
            except DuplicateKeyError as error:
                raise OverlapError(seen.id) from error
        return msgspec.structs.replace(seen, **taken) if done.matched_count else None

    async def change_async(self, execution_id: str, fence: int, **changes: Any) -> bool:
        """Set under the fence."""
        mine = {"_id": execution_id, "fence": fence, "state": {"$in": OPEN}}
        with database_errors():
            return (await self._executions.update_one(mine, _update(changes))).matched_count == 1

    async def renew_async(self, holder: str, seconds: float) -> None:
        """Set all at once."""
        with database_errors():
            until = await self._clock.now_async() + timedelta(seconds=seconds)
            held = {"holder": holder, "overlap_key": {"$exists": True}}
            await self._executions.update_many(held, {"$set": {"lease_until": until}})
