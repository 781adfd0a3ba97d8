"""The OpenAPI document: what FastAPI reads off the routes, and what it cannot know."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.openapi.examples import Examples
from api.openapi.required_role import required_role
from api.problem_details import Problem
from application.job.execution_dto import ExecutionDto
from application.job.job_discovery import JobCatalogue
from application.job.result_types import any_result

Json = dict[str, Any]

SCHEMA_REFERENCE = "#/components/schemas/{model}"

DESCRIPTION = """
A live picture of a fleet of Cisco Modeling Labs workers on AWS EC2, and the means to act on it.

Every request shows an API key. Every refusal is a problem (RFC 9457) with a stable `code`. A key may ask so often;
`RateLimit-Policy` and `RateLimit` say how often and how much of it is left. A POST that carries an `Idempotency-Key`
may be sent again when its reply was lost: it is done once.
"""
IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "chosen by the client for one request: sent again within 24 hours, it is answered as before",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags of what the client has: 304 where one is what it would get",
    "schema": {"type": "string"},
}
ETAG: Json = {"description": "names what is shown, for If-None-Match", "schema": {"type": "string"}}


def openapi_document(app: FastAPI, jobs: JobCatalogue) -> Json:
    """Make the document of an app that has these jobs."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        description=DESCRIPTION.strip(),
        tags=app.openapi_tags,
        routes=app.routes,
    )
    components = document["components"]
    components["schemas"] |= _problem_schemas()
    _describe_results(components["schemas"], jobs)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "an API key, cmlf_..."}}
    document["security"] = [{"key": []}]
    examples = Examples(components["schemas"])
    for route in _routes(app):
        for method in route.methods:
            _complete(document["paths"][route.path_format][method.lower()], route, examples)
    return document


def _routes(app: FastAPI) -> Sequence[APIRoute]:
    return [route for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema]


def _describe_results(schemas: Json, jobs: JobCatalogue) -> None:
    """Say what the result of a run may be, which its model cannot know: jobs are found at the start."""
    results = jobs.result_schemas()
    field = schemas[ExecutionDto.__name__]["properties"]["result"]
    field["anyOf"] = [*any_result(results, SCHEMA_REFERENCE), {"type": "null"}]
    schemas |= results


def _problem_schemas() -> Json:
    schema = Problem.model_json_schema(mode="serialization", ref_template=SCHEMA_REFERENCE)
    return {**schema.pop("$defs"), "Problem": schema}


def _complete(operation: Json, route: APIRoute, examples: Examples) -> None:
    operation["operationId"] = route.name
    if role := required_role(route.endpoint):
        operation["x-required-role"] = role.name.lower()
        operation["description"] += f"\n\nNeeds the role `{role.name.lower()}`."
    parameters = operation.setdefault("parameters", [])
    parameters += [IDEMPOTENCY_KEY] if "POST" in route.methods else []
    if "304" in operation["responses"]:
        parameters.append(IF_NONE_MATCH)
        operation["responses"]["200"]["headers"] = {"ETag": ETAG}
    for parameter in parameters:
        if parameter.get("required"):
            parameter["example"] = examples.of(parameter["schema"], parameter["name"])
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        _give_examples(part.get("content", {}), examples)


def _give_examples(contents: Json, examples: Examples) -> None:
    for content in contents.values():
        if "schema" in content and "example" not in content:
            content["example"] = examples.of(content["schema"])
