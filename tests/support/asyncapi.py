"""The description of the events as it is, and as it is committed: `make asyncapi` writes the one over the other."""

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import orjson

from api.events.asyncapi_document import asyncapi_document
from application.events.describe_events_query import DescribeEventsQuery, DescribeEventsQueryHandler
from application.events.event_catalogue import EventCatalogue
from application.events.record_factory import CloudEventNaming
from application.registration import application_classes
from application.use_cases import use_cases_among

COMMITTED = Path(__file__).parents[2] / "notes" / "asyncapi.json"
SPECIFICATION = Path(__file__).parents[1] / "data" / "asyncapi-3.0.0.schema.json.gz"
"""The JSON schema of AsyncAPI 3.0.0, without ids, from the package @asyncapi/specs 6.11.1 (Apache License 2.0)."""


def specification() -> Any:
    """Read the schema that AsyncAPI documents must fit."""
    return orjson.loads(gzip.decompress(SPECIFICATION.read_bytes()))


def current_document() -> str:
    """Describe the events of this version under the default settings."""
    jobs = use_cases_among(application_classes()).jobs
    naming = CloudEventNaming(type_prefix="io.cmlfleet.", source="/fleets/default")
    handler = DescribeEventsQueryHandler(EventCatalogue(), naming)
    described = asyncio.run(handler.handle_async(DescribeEventsQuery()))
    assert described.data is not None
    return json.dumps(asyncapi_document(described.data, jobs.result_schemas()), indent=2) + "\n"


if __name__ == "__main__":
    COMMITTED.write_text(current_document())
