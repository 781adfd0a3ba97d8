"""The last refresh of each source and scope, as documents."""

from datetime import datetime

import msgspec

from domain.telemetry.fleet_refresh_completed import FleetRefreshCompletedDomainEvent, ScopeOutcome
from integration.mongo.mongo_database import Document


def documents_of(refresh: FleetRefreshCompletedDomainEvent) -> list[Document]:
    """Write one document per scope. A scope that failed keeps the `as_of` of its last success."""
    documents = []
    for outcome in refresh.scopes:
        document: Document = msgspec.to_builtins(outcome, builtin_types=(datetime,))
        if outcome.as_of is None:
            del document["as_of"]
        documents.append({"_id": f"{refresh.source}/{outcome.account}/{outcome.region}", **document})
    return documents


def refresh_from(document: Document) -> FleetRefreshCompletedDomainEvent:
    """Read one document as the event it was made from."""
    source, _ = document["_id"].split("/", 1)
    outcome = msgspec.convert({"as_of": None, **document}, ScopeOutcome)
    return FleetRefreshCompletedDomainEvent(
        aggregate_id="fleet", created_at=outcome.attempted_at, source=source, scopes=[outcome]
    )
