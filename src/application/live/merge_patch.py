"""JSON Merge Patch (RFC 7396): what a client wants to be different."""

from typing import Any

from domain.errors import InvalidRequestError

DEEPEST = 16
"""Deeper than anything that can be set."""


def merged(target: Any, patch: Any, deepest: int = DEEPEST) -> Any:
    """Return `target` as `patch` changes it; null removes a member. InvalidRequestError for one that is too deep."""
    if not isinstance(patch, dict):
        return patch
    if not deepest:
        raise InvalidRequestError("it is nested too deeply", code="invalid_settings")
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value, deepest - 1)
    return result
