"""Refuses query parameters that a route does not take: a mistyped one must not pass for none."""

from collections.abc import Collection, Iterable, Iterator

from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import QueryParams
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import InvalidRequestError


class KnownParameters:
    """An ASGI app around that of a route; it costs nothing where no query is sent."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; InvalidRequestError names the parameters there are."""
        query = scope["query_string"]
        if query and not QueryParams(query).keys() <= set(self._names):
            known = ", ".join(self._names) or "none"
            raise InvalidRequestError(f"known parameters: {known}", "query", code="unknown_parameter")
        await self._app(scope, receive, send)


def refuse_unknown_parameters(routes: Iterable[BaseRoute]) -> None:
    """Wrap every route but those whose endpoint takes the request, to look at its query by itself."""
    for route in routes:
        if isinstance(route, APIRoute) and route.dependant.request_param_name is None:
            route.app = KnownParameters(route.app, list(_names(route)))


def _names(route: APIRoute) -> Iterator[str]:
    for field in get_flat_dependant(route.dependant).query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (known.alias or name for name, known in kind.model_fields.items())
        else:
            yield field.alias
