"""What runs answer with: the type that a job declares, its schema, and the document that is kept of a result."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_type_hints

import msgspec
from pydantic import TypeAdapter

from application.job.job_run import JobResult

Schema = dict[str, Any]

ANOTHER_VERSION: Schema = {
    "type": "object",
    "title": "ResultOfAnotherVersion",
    "description": "what a job answered with that is gone by now, or had other figures then",
    "additionalProperties": True,
}


def result_type_of(work: Callable[..., Any]) -> type[JobResult]:
    """Return what a job's method says it answers with; TypeError where that is no JobResult."""
    answer = get_type_hints(work).get("return")
    if isinstance(answer, type) and issubclass(answer, JobResult):
        return answer
    raise TypeError(f"{work.__qualname__} must say what it answers with: -> JobResult, or an heir of it")


def result_document(result: JobResult) -> dict[str, Any]:
    """Return what records and events keep of a result: its fields as JSON values."""
    document: dict[str, Any] = msgspec.to_builtins(result)
    return document


def result_schema(kind: type[JobResult]) -> Schema:
    """Return the JSON schema (2020-12) of the documents of a type, with what each field counts."""
    schema = TypeAdapter(kind).json_schema(mode="serialization")
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
    return schema


def result_schemas(kinds: Iterable[type[JobResult]]) -> dict[str, Schema]:
    """Return the schemas of types by their names."""
    return {kind.__name__: result_schema(kind) for kind in sorted(set(kinds), key=lambda kind: kind.__name__)}


def any_result(schemas: Mapping[str, Schema], reference: str) -> list[Schema]:
    """Return what a result may be: one of these, or what a version of the service answered that knew others."""
    return [*({"$ref": reference.format(model=name)} for name in schemas), ANOTHER_VERSION]
