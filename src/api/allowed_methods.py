"""Which methods a path takes, for the Allow header of a 405 (RFC 9110, 15.5.6)."""

from collections.abc import Iterator, Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.head_requests import STREAMS


def allowed_methods(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """Return the methods of all routes of the path: starlette names those of the first one alone."""
    methods = set(_methods(routes, scope))
    if "GET" in methods and scope["path"] not in STREAMS:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


def _methods(routes: Sequence[BaseRoute], scope: Scope) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            yield from route.methods or ()
