"""Makes examples out of schemas: an example that follows from its schema cannot grow old."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from api.openapi.field_examples import FIELD_EXAMPLES, MOMENT

Schema = Mapping[str, Any]

REFERENCE = "#/components/schemas/"
PYTHON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
    "object": dict,
    "string": str,
}


class Examples:
    """Knows the schemas of a document."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._makers: Mapping[str, Callable[[Schema], Any]] = {
            "array": lambda schema: [self.of(item) for item in schema.get("prefixItems", [schema.get("items", {})])],
            "boolean": lambda _: True,
            "integer": lambda schema: schema.get("minimum", 1),
            "number": lambda schema: float(schema.get("minimum", 1)),
            "object": self._object,
            "string": _string,
        }

    def of(self, schema: Schema, *names: str) -> Any:
        """Make an example; `names` are those of its field, the most telling one first."""
        resolved = self._resolved(schema)
        for name in names:
            if name in FIELD_EXAMPLES and self._fits(FIELD_EXAMPLES[name], resolved):
                return FIELD_EXAMPLES[name]
        if known := resolved.get("examples") or resolved.get("enum"):
            return known[0]
        if "const" in resolved:
            return resolved["const"]
        if "anyOf" in resolved and "type" not in resolved:
            return self.of(resolved["anyOf"][0], *names)
        return self._makers[resolved.get("type", "object")](resolved)

    def _object(self, schema: Schema) -> dict[str, Any]:
        owner = schema.get("title", "")
        fields = {name: self.of(field, f"{owner}.{name}", name) for name, field in schema.get("properties", {}).items()}
        values = schema.get("additionalProperties")
        if isinstance(values, dict):
            fields[self.of(schema.get("propertyNames", {"type": "string"}))] = self.of(values)
        return fields

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].removeprefix(REFERENCE)]
        return schema

    def _fits(self, value: Any, schema: Schema) -> bool:
        if "anyOf" in schema and "type" not in schema:
            return any(self._fits(value, self._resolved(choice)) for choice in schema["anyOf"])
        if "enum" in schema:
            return value in schema["enum"]
        return isinstance(value, PYTHON_TYPES[schema.get("type", "object")])


def _string(schema: Schema) -> str:
    """Of a form that is known from elsewhere, where one is asked for."""
    if schema.get("format") == "date-time":
        return MOMENT
    known = (value for value in FIELD_EXAMPLES.values() if isinstance(value, str))
    return (
        next((value for value in known if re.search(schema["pattern"], value)), "") if "pattern" in schema else "text"
    )
