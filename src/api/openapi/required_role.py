"""Which role a route needs: that of the command or query it sends."""

from collections.abc import Callable
from functools import partial
from typing import Any

from domain.access.principal import Role


def required_role(endpoint: Callable[..., Any]) -> Role | None:
    """Return the highest role of the requests that an endpoint names; None where it names none."""
    function: Any = endpoint.func if isinstance(endpoint, partial) else endpoint
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    roles = [role for request in named if isinstance(role := getattr(request, "required_role", None), Role)]
    return max(roles, default=None)
