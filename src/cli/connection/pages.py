"""Reads lists page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cli.connection.api_client import ApiClient
from cli.errors import CliError
from cli.output.columns import Record

MOST_PER_PAGE = 500


@dataclass(slots=True)
class Listing:
    """Records read so far, and how many the server has in all; None = it did not say."""

    records: list[Record] = field(default_factory=list)
    total: int | None = None


def read_pages(client: ApiClient, path: str, params: dict[str, Any], most: int | None) -> Listing:
    """Read at most `most` records, None = all."""
    listing = Listing()
    for page in _pages(client, path, params, most):
        listing.records += items_of(page)
        listing.total = page.get("total", listing.total)
        if most is not None and len(listing.records) >= most:
            del listing.records[most:]
            break
    return listing


def items_of(page: Record) -> list[Record]:
    """Return the records of a page. Raises CliError when it is none."""
    items = page.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise CliError("The server's answer holds no list: is this a cml-fleet server?")
    return items


def _pages(client: ApiClient, path: str, params: dict[str, Any], most: int | None) -> Iterator[Record]:
    limit = min(most or MOST_PER_PAGE, MOST_PER_PAGE)
    page = client.get(path, {**params, "limit": limit})
    yield page
    while cursor := page.get("next_cursor"):
        page = client.get(path, {**params, "limit": limit, "cursor": cursor})
        yield page
