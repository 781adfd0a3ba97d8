"""Every index there is, made at start; making one that exists changes nothing.

Workers and labs are read by id or nearly all at once: an index on them would save no read, and each costs the embedded
database a quarter of a second for every thousand that change.
"""

from neuroglia.hosting.abstractions import HostedService
from pymongo import ASCENDING, DESCENDING, IndexModel

from integration.mongo.mongo_database import MongoDatabase, database_errors

OPERATIONS_KEPT_SECONDS = 30 * 24 * 3600
RESOLVED_ALERTS_KEPT_SECONDS = 30 * 24 * 3600
REMOVED_LABS_KEPT_SECONDS = 30 * 24 * 3600

INDEXES = {
    "event_log": [
        IndexModel([("entry", ASCENDING)], unique=True),
        IndexModel([("last", ASCENDING)]),
        IndexModel([("at", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)]),
    ],
    "labs": [IndexModel([("removed_at", ASCENDING)], expireAfterSeconds=REMOVED_LABS_KEPT_SECONDS)],
    "operations": [IndexModel([("finished_at", ASCENDING)], expireAfterSeconds=OPERATIONS_KEPT_SECONDS)],
    "alerts": [IndexModel([("resolved_at", ASCENDING)], expireAfterSeconds=RESOLVED_ALERTS_KEPT_SECONDS)],
    "alert_mutes": [IndexModel([("until", ASCENDING)], expireAfterSeconds=0)],
    "dead_letters": [
        IndexModel([("handler", ASCENDING), ("record.sequence", ASCENDING)]),
        IndexModel([("handler", ASCENDING), ("redeliver_asked_at", ASCENDING)]),
    ],
    "telemetry": [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("hour", ASCENDING), ("_id", ASCENDING)]),
    ],
    "audit": [
        IndexModel([("at", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        *(
            IndexModel([(name, ASCENDING), ("_id", DESCENDING)])
            for name in ("by", "command", "targets", "outcome", "trace_id")
        ),
    ],
    "job_executions": [
        IndexModel([("waits_until", ASCENDING)], sparse=True),
        IndexModel([("overlap_key", ASCENDING)], sparse=True, unique=True),
        IndexModel([("scheduled_for", ASCENDING)]),
        IndexModel([("job", ASCENDING), ("scheduled_for", ASCENDING)]),
    ],
    "job_logs": [
        IndexModel([("execution_id", ASCENDING), ("first", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
    "api_keys": [IndexModel([("digest", ASCENDING)], unique=True)],
    "cml_credentials": [IndexModel([("written_at", ASCENDING)])],
    "cml_trust": [IndexModel([("set_at", ASCENDING)])],
    "topologies": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "license_tokens": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    "idempotency": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
}


class MongoIndexes(HostedService):
    """Started once the database answers."""

    def __init__(self, database: MongoDatabase) -> None:
        self._database = database

    async def start_async(self) -> None:
        """Make what is missing."""
        with database_errors():
            for collection, indexes in INDEXES.items():
                await self._database.documents[collection].create_indexes(indexes)

    async def stop_async(self) -> None:
        """Nothing is held."""
