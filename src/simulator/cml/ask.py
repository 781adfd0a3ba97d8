"""One request of a CML client, once it is known who asks which host."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson

from simulator.cml.reply import CmlError
from simulator.cml.tokens import TokenLedger
from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.lab import Lab
from simulator.fleet.controller.lab_node import LabNode
from simulator.fleet.controller.user import User
from simulator.fleet.instance import Instance

TRUE_WORDS = frozenset({"true", "1", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a controller, and by whom."""

    instance: Instance
    controller: Controller
    tokens: TokenLedger
    now: datetime
    query: Mapping[str, str]
    body: bytes
    ids: tuple[str, ...] = ()
    """What stood in the path where its template has `{}`."""
    token: str = ""
    caller: User | None = None

    @property
    def user(self) -> User:
        """Who asks. Raises CmlError, 401, when nobody is known to."""
        if self.caller is None:
            raise CmlError(HTTPStatus.UNAUTHORIZED, "No authorization token provided.")
        return self.caller

    def flag(self, name: str) -> bool:
        """Read a flag of the query; False when absent."""
        return self.query.get(name, "").lower() in TRUE_WORDS

    def document(self) -> Any:
        """Read the body as JSON. Raises CmlError, 400."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise CmlError(HTTPStatus.BAD_REQUEST, "The request body is not valid JSON.") from None

    def members(self) -> dict[str, Any]:
        """Read the body as a JSON object. Raises CmlError, 400."""
        document = self.document()
        if not isinstance(document, dict):
            raise CmlError(HTTPStatus.BAD_REQUEST, "The request body is not a JSON object.")
        return document

    def lab(self) -> Lab:
        """Find the lab that the path names, if the caller may see it. Raises CmlError, 404."""
        lab = self.controller.labs.get(self.ids[0])
        if lab is None or not self.may_see(lab):
            raise CmlError(HTTPStatus.NOT_FOUND, f"Lab not found: {self.ids[0]}")
        return lab

    def node(self) -> LabNode:
        """Find the node that the path names second. Raises CmlError, 404."""
        node = self.lab().nodes.get(self.ids[1])
        if node is None:
            raise CmlError(HTTPStatus.NOT_FOUND, f"Node not found: {self.ids[1]}")
        return node

    def may_see(self, lab: Lab) -> bool:
        """Tell whether the lab is the caller's, or the caller is an administrator."""
        return self.user.is_admin or lab.owner is self.user

    def visible_labs(self) -> list[Lab]:
        """List the labs that the caller may see."""
        return [lab for lab in self.controller.labs.values() if self.may_see(lab)]

    def require_admin(self) -> None:
        """Raise CmlError, 403, unless an administrator asks."""
        if not self.user.is_admin:
            raise CmlError(HTTPStatus.FORBIDDEN, "Administrator privileges are required.")
