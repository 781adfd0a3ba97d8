"""What goes back to a CML client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    body: bytes = b""
    content_type: str = JSON
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


class CmlError(Exception):
    """A refusal as CML words it: `{"code": ..., "description": ...}`."""

    def __init__(self, status: HTTPStatus, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description

    def reply(self) -> Reply:
        """Word it."""
        return json_reply({"code": self.status.value, "description": self.description}, self.status)


NO_CONTENT = Reply(status=HTTPStatus.NO_CONTENT)


def json_reply(document: Any, status: HTTPStatus = HTTPStatus.OK) -> Reply:
    """Answer with a JSON document."""
    return Reply(orjson.dumps(document), status=status)
