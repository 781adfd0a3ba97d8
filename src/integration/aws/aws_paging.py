"""Replies that come in pages."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from application.ports.source_errors import SourceReplyInvalidError

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Page(Generic[Content]):
    """What one page holds, and the token of the next one; None on the last page."""

    content: Content
    next_token: str | None


async def read_pages(ask: Callable[[str | None], Awaitable[Page[Content]]]) -> AsyncGenerator[Page[Content], None]:
    """Ask for one page after the other; SourceReplyInvalidError when a token comes a second time."""
    token: str | None = None
    seen: set[str] = set()
    while True:
        page = await ask(token)
        yield page
        token = page.next_token
        if token is None:
            return
        if token in seen:
            raise SourceReplyInvalidError("AWS gave the token of a page that was read already")
        seen.add(token)


def with_token(parameters: Mapping[str, Any], token: str | None) -> dict[str, Any]:
    """Add the token of the page wanted; the first one has none."""
    return {**parameters} if token is None else {**parameters, "NextToken": token}
