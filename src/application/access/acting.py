"""Who acts in the current task."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from domain.access.principal import Principal

_acting: ContextVar[Principal | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(principal: Principal) -> Iterator[None]:
    """Act as `principal` inside the block and in the tasks started in it."""
    token = _acting.set(principal)
    try:
        yield
    finally:
        _acting.reset(token)


def acting_id() -> str:
    """The id of who acts, "" where nobody has said so."""
    principal = acting_principal()
    return principal.id if principal else ""


def acting_principal() -> Principal | None:
    """Who acts; None where nobody has said so, who then may do nothing."""
    return _acting.get()
