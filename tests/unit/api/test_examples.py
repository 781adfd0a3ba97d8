"""Examples made out of schemas."""

from typing import Any

import pytest

from api.openapi.examples import Examples
from api.openapi.field_examples import MOMENT, WORKER_ID

SCHEMAS: dict[str, dict[str, Any]] = {
    "Colour": {"enum": ["red", "green"]},
    "Thing": {"title": "Thing", "properties": {"region": {"type": "string"}}},
}
UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "date-time"}, MOMENT),
        ({"type": "string", "pattern": UUID}, WORKER_ID),
        ({"type": "string", "examples": ["shown"]}, "shown"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "number"}, 1.0),
        ({"type": "boolean"}, True),
        ({"const": 7}, 7),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, True),
        ({"$ref": "#/components/schemas/Colour"}, "red"),
        ({"$ref": "#/components/schemas/Thing"}, {"region": "us-east-1"}),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "array", "prefixItems": [{"type": "boolean"}, {"type": "integer"}]}, [True, 1]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, {"text": 1}),
    ],
)
def test_fits_its_schema(schema: dict[str, Any], example: object) -> None:
    """Whatever the schema asks for."""
    assert Examples(SCHEMAS).of(schema) == example


def test_takes_a_telling_value_only_where_it_fits() -> None:
    """A name that means something else here falls back to what the schema says."""
    examples = Examples(SCHEMAS)
    assert examples.of({"type": "string"}, "KeyReply.name", "name") == "ci"
    assert examples.of({"type": "array", "items": {"type": "boolean"}}, "workers") == [True]
    assert examples.of({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "workers") == 25
    assert examples.of({"enum": ["red"]}, "status") == "red"
