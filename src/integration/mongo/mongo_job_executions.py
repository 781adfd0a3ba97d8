"""The queue of runs and their history, as documents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from application.pieces import pieces_of
from application.ports.job_executions import ExecutionFilter, ExecutionTotal, Held, OverlapError, Place
from domain.job.job_execution import WAITING, Control, ExecutionState, JobExecution, TriggerKind
from integration.mongo.job_documents import execution_document, execution_from, execution_update
from integration.mongo.mongo_database import Document, MongoDatabase, database_errors
from integration.mongo.server_clock import ServerClock
from integration.mongo.time_windows import EPOCH, found_in_turn, windows_back

OPEN = [*WAITING, ExecutionState.RUNNING]
OF_SCHEDULE = [TriggerKind.SCHEDULE, TriggerKind.CATCH_UP]
OF_OTHERS = [kind for kind in TriggerKind if kind not in OF_SCHEDULE]
RUNNING: Document = {"overlap_key": {"$gt": ""}}
"""What the index of just those that run finds: an end takes the key away."""
NEWEST_FIRST = [("scheduled_for", DESCENDING), ("_id", DESCENDING)]
LOOKED_BACK = [timedelta(hours=1), timedelta(days=1), timedelta(days=24)]
REMOVED_AT_A_TIME = 100


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
        """Insert; what need not wait may begin at once, also where the server's clock is behind that of who asks."""
        document = execution_document(execution)
        with database_errors():
            if "waits_until" in document and execution.due_at <= execution.created_at:
                document["waits_until"] = min(execution.due_at, await self._clock.now_async())
            try:
                await self._executions.insert_one(document)
            except DuplicateKeyError:
                return False
        return True

    async def find_async(self, execution_id: str) -> JobExecution | None:
        """Read by id."""
        return await self._find_one({"_id": execution_id})

    async def list_async(self, wanted: ExecutionFilter, after: Place | None, limit: int) -> Sequence[JobExecution]:
        """Read backwards in growing steps until there are enough."""
        with database_errors():
            newest = after.scheduled_for if after else await self._clock.now_async()
            newest = min(newest, wanted.until or newest)
            times = windows_back(newest, wanted.until, wanted.since or EPOCH, LOOKED_BACK)
            criteria = (_criteria(wanted, after, each) for each in times)
            found = await found_in_turn(self._executions, criteria, NEWEST_FIRST, limit)
        return [execution_from(document) for document in found]

    async def totals_async(self, since: datetime) -> Sequence[ExecutionTotal]:
        """Let the database count."""
        took = {"$avg": {"$subtract": ["$finished_at", "$started_at"]}}
        group = {"_id": {"job": "$job", "state": "$state"}, "count": {"$sum": 1}, "milliseconds": took}
        stages: list[Document] = [{"$match": {"scheduled_for": {"$gte": since}}}, {"$group": group}]
        with database_errors():
            found = await self._executions.aggregate(stages).to_list(None)
        return [
            ExecutionTotal(
                job=each["_id"]["job"],
                state=ExecutionState(each["_id"]["state"]),
                count=each["count"],
                average_seconds=None if each["milliseconds"] is None else each["milliseconds"] / 1000,
            )
            for each in found
        ]

    async def due_async(self, jobs: Collection[str], limit: int) -> Sequence[JobExecution]:
        """Read those whose lease is over, then those that wait, from the indexes of those that run and that wait."""
        mine = {"job": {"$in": list(jobs)}}
        with database_errors():
            now = await self._clock.now_async()
            broken = await self._executions.find(
                {**RUNNING, "lease_until": {"$lte": now}, **mine}, limit=limit
            ).to_list(None)
            waiting = await self._executions.find({"waits_until": {"$lte": now}, **mine}, limit=limit).to_list(None)
        return [execution_from(document) for document in [*broken, *waiting]][:limit]

    async def waiting_async(self, job: str) -> Sequence[JobExecution]:
        """Read from the index of those that wait."""
        with database_errors():
            waits = {"waits_until": {"$gt": EPOCH}, "job": job}
            documents = await self._executions.find(waits, sort=[("waits_until", ASCENDING)]).to_list(None)
        return [execution_from(document) for document in documents]

    async def running_async(self, overlap_key: str) -> JobExecution | None:
        """Read by the unique index."""
        return await self._find_one({"overlap_key": overlap_key})

    async def take_async(self, seen: JobExecution, holder: str, seconds: float, **changes: Any) -> JobExecution | None:
        """Set what is still as it was seen."""
        with database_errors():
            until = await self._clock.now_async() + timedelta(seconds=seconds)
            taken = {"holder": holder, "fence": seen.fence + 1, "lease_until": until, **changes}
            taken["state"] = ExecutionState.RUNNING
            as_seen = {"_id": seen.id, "fence": seen.fence, "state": seen.state, "lease_until": seen.lease_until}
            try:
                done = await self._executions.update_one(as_seen, execution_update(taken))
            except DuplicateKeyError as error:
                raise OverlapError(seen.id) from error
        return replace(seen, **taken) if done.matched_count else None

    async def change_async(self, execution_id: str, fence: int, **changes: Any) -> bool:
        """Set under the fence."""
        mine = {"_id": execution_id, "fence": fence, "state": {"$in": OPEN}}
        with database_errors():
            return (await self._executions.update_one(mine, execution_update(changes))).matched_count == 1

    async def renew_async(self, holder: str, ids: Collection[str], seconds: float) -> None:
        """Set all at once."""
        with database_errors():
            until = await self._clock.now_async() + timedelta(seconds=seconds)
            held = {"_id": {"$in": list(ids)}, **_held_by(holder)}
            await self._executions.update_many(held, {"$set": {"lease_until": until}})

    async def held_async(self, holder: str) -> Mapping[str, Held]:
        """Read what may change meanwhile."""
        with database_errors():
            found = self._executions.find(_held_by(holder), {"fence": 1, "asked": 1, "asked_by": 1})
            return {
                each["_id"]: Held(fence=each["fence"], asked=Control(each["asked"]), asked_by=each["asked_by"])
                for each in await found.to_list(None)
            }

    async def ask_async(self, execution_id: str, asked: Control, by: str) -> bool:
        """Set it while it runs."""
        running = {"_id": execution_id, "state": ExecutionState.RUNNING}
        with database_errors():
            update = {"$set": {"asked": asked, "asked_by": by}}
            return (await self._executions.update_one(running, update)).matched_count == 1

    async def newest_slot_async(self, job: str) -> JobExecution | None:
        """Read backwards."""
        found = await self.list_async(ExecutionFilter(jobs=[job], of_schedule=True), None, 1)
        return found[0] if found else None

    async def remove_finished_async(self, before: datetime, limit: int) -> int:
        """Find what was due and ended by then, leave out the newest slots, delete the rest."""
        with database_errors():
            old = {"scheduled_for": {"$lt": before}, "finished_at": {"$lt": before}}
            found = await self._executions.find(old, {"job": 1}, limit=limit).to_list(None)
            newest = [await self.newest_slot_async(job) for job in {each["job"] for each in found}]
            kept = {slot.id for slot in newest if slot is not None}
            ids = [each["_id"] for each in found if each["_id"] not in kept]
            for piece in pieces_of(ids, REMOVED_AT_A_TIME):
                await self._executions.delete_many({"_id": {"$in": piece}})
        return len(ids)

    async def _find_one(self, criteria: Document) -> JobExecution | None:
        with database_errors():
            document = await self._executions.find_one(criteria)
        return execution_from(document) if document else None


def _criteria(wanted: ExecutionFilter, after: Place | None, times: Document) -> Document:
    criteria: Document = {"scheduled_for": times}
    if wanted.jobs:
        criteria["job"] = {"$in": list(wanted.jobs)} if len(wanted.jobs) > 1 else next(iter(wanted.jobs))
    if wanted.states:
        criteria["state"] = {"$in": list(wanted.states)}
    if wanted.owner is not None:
        criteria["owner"] = {"$eq": wanted.owner}
    if wanted.of_schedule is not None:
        criteria["triggered_by"] = {"$in": OF_SCHEDULE if wanted.of_schedule else OF_OTHERS}
    if after:
        times["$lte"] = after.scheduled_for
        earlier = {"scheduled_for": {"$lt": after.scheduled_for}}
        criteria["$or"] = [earlier, {"scheduled_for": after.scheduled_for, "_id": {"$lt": after.id}}]
    if wanted.seen_by is not None:
        criteria["$and"] = [{"$or": _seen_by(wanted.seen_by)}]
    return criteria


def _seen_by(owner: str) -> list[Document]:
    """What may be shown to somebody: all but the one-offs of others that wait."""
    return [
        {"triggered_by": {"$ne": TriggerKind.ONE_OFF}},
        {"owner": {"$eq": owner}},
        {"state": {"$in": [state for state in ExecutionState if state not in WAITING]}},
    ]


def _held_by(holder: str) -> Document:
    return {**RUNNING, "holder": holder}
