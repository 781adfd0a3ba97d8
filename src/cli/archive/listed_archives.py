"""Reads what is archived, page by page."""

from collections.abc import Iterator

from cli.connection.api_client import ApiClient
from cli.connection.pages import MOST_PER_PAGE, items_of
from cli.output.columns import Record, text_at

PATH = "/api/archives"


def archives_of(client: ApiClient, destination: str, what: str = "", most: int | None = None) -> Iterator[Record]:
    """Yield the newest days first, `most` of them, None = all."""
    params: dict[str, str | int] = {"limit": min(most or MOST_PER_PAGE, MOST_PER_PAGE)}
    params |= {name: word for name, word in {"destination": destination, "what": what}.items() if word}
    left = most
    while left is None or left > 0:
        page = client.get(PATH, params)
        found = items_of(page)[:left]
        yield from found
        left = None if left is None else left - len(found)
        if not (following := text_at(page, "next_before")):
            return
        params["before"] = following
