"""Which handler takes which request and event: known at start, for one app."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from neuroglia.mediation.mediator import Command, Query, RequestHandler

from application.errors import StartupError
from application.events.event_handlers import DurableHandler, LiveHandler
from application.heirs import heirs_of, is_heir
from domain.access.principal import Role
from domain.events.fleet_event import FleetEvent


@dataclass(frozen=True, slots=True)
class HandlerIndex:
    """`requests`: one handler class per command or query; `live` and `durable`: what each class wants to hear."""

    requests: Mapping[type, type[RequestHandler[Any, Any]]]
    live: Mapping[type[LiveHandler[Any]], type[FleetEvent]]
    durable: Mapping[type[DurableHandler[Any]], type[FleetEvent]]

    def live_for(self, event_type: type[FleetEvent]) -> list[type[LiveHandler[Any]]]:
        """The live handlers of an event class, also those of its base classes."""
        return [handler for handler, wanted in self.live.items() if issubclass(event_type, wanted)]


def index_of(classes: Iterable[type]) -> HandlerIndex:
    """Index the handlers among `classes`; StartupError for whatever would fail or stay silent later."""
    known = list(classes)
    requests: dict[type, type[RequestHandler[Any, Any]]] = {}
    for handler in heirs_of(RequestHandler, known):
        request = _argument_of(handler)
        _check_request(handler, request)
        if request in requests:
            raise StartupError(f"{request.__name__} has two handlers")
        requests[request] = handler
    live = {handler: _argument_of(handler) for handler in heirs_of(LiveHandler, known)}
    durable = {handler: _argument_of(handler) for handler in heirs_of(DurableHandler, known)}
    return HandlerIndex(requests, live, durable)


def requests_without_handler(classes: Iterable[type], index: HandlerIndex) -> list[str]:
    """The commands and queries among `classes` that nobody handles."""
    requests = [cls for cls in classes if is_heir(cls, Command, Query)]
    return [request.__name__ for request in requests if request not in index.requests]


def _argument_of(handler: type) -> type[Any]:
    for base in getattr(handler, "__orig_bases__", ()):
        origin = get_origin(base)
        if isinstance(origin, type) and is_heir(origin, RequestHandler, LiveHandler, DurableHandler):
            argument = get_args(base)[0]
            if isinstance(argument, type):
                return argument
    raise StartupError(f"{handler.__name__} does not say what it handles")


def _check_request(handler: type, request: type) -> None:
    if not is_heir(request, Command, Query):
        raise StartupError(f"{handler.__name__} handles {request.__name__}, which is neither command nor query")
    if not isinstance(getattr(request, "required_role", None), Role):
        raise StartupError(f"{request.__name__} does not state its required_role")
