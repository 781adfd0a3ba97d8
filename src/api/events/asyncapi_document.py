"""The event stream as an AsyncAPI 3.0.0 document."""

from collections.abc import Mapping
from typing import Any

from api.events.asyncapi_controls import CONTROLS, POSITION, ControlDescription
from api.events.event_parameters import StreamParameters
from application.events.describe_events_query import SCHEMA_REFERENCE, EventDescription, EventsDescription
from application.job.result_types import Schema, any_result
from domain.job.job_events import JobCompletedDomainEvent

JSON_OBJECT = dict[str, Any]

VERSION = "1"
STREAM = "#/channels/stream"
DESCRIPTION = (
    "Every event is a CloudEvent 1.0 in the JSON structured mode. As Server-Sent Events its place in the log is the "
    "frame's `id` and its short type the frame's `event`; what the stream says about itself comes as events of their "
    "own. With `Accept: application/x-ndjson` each line is a CloudEvent, the place is its attribute `position`, and "
    "what the stream says about itself is the `data` of CloudEvents whose type has that name between prefix and "
    "version. A client goes on after the last place it has seen with `Last-Event-ID`."
)


def asyncapi_document(description: EventsDescription, results: Mapping[str, Schema]) -> JSON_OBJECT:
    """Describe the stream and each of its events; `results` are the schemas of what jobs answer with."""
    parameters = StreamParameters.model_json_schema(ref_template=SCHEMA_REFERENCE)
    schemas = {**_with_results(description.schemas, results), **parameters.pop("$defs")}
    messages = {event.short_type: _event_message(event, description) for event in description.events}
    messages |= {control.name: _control_message(control) for control in CONTROLS}
    names = sorted(messages)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "cml-fleet events", "version": VERSION, "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {
            "stream": {
                "address": "/api/events/stream",
                "description": "What happens to the fleet, as it happens.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            }
        },
        "operations": {
            "streamEvents": {
                "action": "send",
                "channel": {"$ref": STREAM},
                "summary": "Tell the events that pass the filters of the query",
                "messages": [{"$ref": f"{STREAM}/messages/{name}"} for name in names],
                "security": [{"$ref": "#/components/securitySchemes/key"}],
                "bindings": {"http": {"method": "GET", "query": parameters, "bindingVersion": "0.3.0"}},
            }
        },
        "components": {
            "messages": {name: messages[name] for name in names},
            "schemas": {name: schemas[name] for name in sorted(schemas)},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "an API key, cmlf_..."}},
        },
    }


def _with_results(schemas: Mapping[str, Schema], results: Mapping[str, Schema]) -> Mapping[str, Schema]:
    """Say what the result of a completed run may be: its event is of any job."""
    name = JobCompletedDomainEvent.__name__
    fields = {**schemas[name]["properties"], "result": {"anyOf": any_result(results, SCHEMA_REFERENCE)}}
    return {**schemas, **results, name: {**schemas[name], "properties": fields}}


def _event_message(event: EventDescription, description: EventsDescription) -> JSON_OBJECT:
    attributes: JSON_OBJECT = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "type": {"const": f"{description.type_prefix}{event.short_type}.v1"},
        "source": {"const": description.source},
        "subject": {"type": "string", "description": "the id of what it happened to"},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "string", "description": "the version of what it happened to; 0 where it has none"},
        "data": {"$ref": SCHEMA_REFERENCE.format(model=event.schema_name)},
    }
    return {
        "name": event.short_type,
        "title": event.short_type,
        "summary": event.summary,
        "contentType": "application/cloudevents+json",
        "tags": [{"name": event.category.value}],
        "headers": _headers(event.short_type, moves_on=True),
        "payload": {"type": "object", "required": list(attributes), "properties": attributes},
    }


def _control_message(control: ControlDescription) -> JSON_OBJECT:
    return {
        "name": control.name,
        "title": control.name,
        "summary": control.summary,
        "contentType": "application/json",
        "tags": [{"name": "stream"}],
        "headers": _headers(control.name, moves_on=control.moves_on),
        "payload": _payload(control),
    }


def _payload(control: ControlDescription) -> JSON_OBJECT:
    choice = {"oneOf": [{"required": [name]} for name in control.one_of]} if control.one_of else {}
    return {
        "type": "object",
        "required": list(control.properties),
        "properties": {**control.properties, **control.one_of},
        **choice,
    }


def _headers(name: str, *, moves_on: bool) -> JSON_OBJECT:
    """The fields of a frame beside its data."""
    place = {"id": POSITION} if moves_on else {}
    fields: JSON_OBJECT = {"event": {"const": name}, **place}
    return {"type": "object", "required": list(fields), "properties": fields}
