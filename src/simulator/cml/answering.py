"""From a request to the answer that CML would give, when nothing is wrong with the host."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final, NamedTuple

from simulator.cml.ask import Ask
from simulator.cml.host import CmlHost
from simulator.cml.reply import CmlError, Reply
from simulator.cml.routes import ROUTES, Place
from simulator.fleet.controller.controller import Controller
from simulator.fleet.controller.user import User

BEARER: Final = "Bearer "


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What of a request matters here."""

    method: str
    place: Place
    query: Mapping[str, str]
    authorization: str
    body: bytes

    @property
    def route(self) -> str:
        """Method and path without ids."""
        return f"{self.method} {self.place.template}"


class Moment(NamedTuple):
    """When it is asked, and how long tokens last."""

    now: datetime
    token_lifetime_seconds: float


def answer(host: CmlHost, controller: Controller, request: HttpRequest, at: Moment) -> Reply:
    """Answer a request to a host that has booted."""
    try:
        return _answer(host, controller, request, at)
    except CmlError as error:
        return error.reply()


def _answer(host: CmlHost, controller: Controller, request: HttpRequest, at: Moment) -> Reply:
    route = ROUTES.get(request.route)
    if route is None:
        raise CmlError(HTTPStatus.NOT_FOUND, "The requested URL was not found on the server.")
    token = request.authorization.removeprefix(BEARER)
    caller = None if route.is_open else _caller(host, controller, token, at)
    place, body = request.place, request.body
    return route.answer(
        Ask(host.instance, controller, host.tokens, at.now, request.query, body, place.ids, token, caller)
    )


def _caller(host: CmlHost, controller: Controller, token: str, at: Moment) -> User:
    username = controller.static_tokens.get(token) or host.tokens.username_of(token, at.now, at.token_lifetime_seconds)
    user = controller.users.get(username or "")
    if user is None:
        raise CmlError(HTTPStatus.UNAUTHORIZED, "The authorization token is missing, not valid or has expired.")
    return user
