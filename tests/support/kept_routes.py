"""Routes that every app of a process shares but for who answers: most of an app's making is reading signatures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from classy_fastapi.routable import Routable
from fastapi import APIRouter
from fastapi.routing import APIRoute, request_response


@contextmanager
def kept_routes() -> Iterator[None]:
    """Let the first app make its routes, and the later ones bind them to controllers of their own."""
    with pytest.MonkeyPatch.context() as patch:
        keep_routes(patch)
        yield


def keep_routes(patch: pytest.MonkeyPatch) -> None:
    """Do so until the patch is undone."""
    patch.setattr(Routable, "__init__", _keeping(Routable.__init__))


def _keeping(make: Callable[..., None]) -> Callable[..., None]:
    kept: dict[type, list[APIRoute]] = {}

    def init(self: Routable, *arguments: Any, **named: Any) -> None:
        if type(self) in kept:
            self.router = APIRouter(*arguments, **named)
            self.router.routes.extend(_bound(route, self) for route in kept[type(self)])
        else:
            make(self, *arguments, **named)
            kept[type(self)] = [route for route in self.router.routes if isinstance(route, APIRoute)]

    return init


def _bound(route: APIRoute, controller: Routable) -> APIRoute:
    bound = copy(route)
    bound.endpoint = partial(route.endpoint.func, controller)  # type: ignore[attr-defined]  # Routable made a partial
    bound.dependant = replace(route.dependant, call=bound.endpoint)
    bound.app = request_response(bound.get_route_handler())
    return bound
