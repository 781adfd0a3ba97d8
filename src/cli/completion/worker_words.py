"""Completes what names a worker, from the live service."""

import re
from collections.abc import Iterator

import typer

from cli.connection.pages import items_of
from cli.errors import CliError
from cli.output.columns import Record, text_at
from cli.session import connect

MOST_SECONDS = 0.4
MOST_WORKERS = 100
HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Shells evaluate what is offered to them, and names are tags that others wrote."""


def worker_words(context: typer.Context, incomplete: str) -> list[str]:
    """Return names that begin as typed, else ids; none when the service does not answer at once."""
    try:
        with connect(context, seconds=MOST_SECONDS) as client:
            page = client.get("/api/workers", {"q": incomplete, "limit": MOST_WORKERS} if incomplete else {})
        workers = items_of(page)
    except CliError:
        return []
    return sorted({word for worker in workers for word in _words(worker, incomplete)})


def _words(worker: Record, incomplete: str) -> Iterator[str]:
    words = (text_at(worker, field) for field in ("name", "id", "instance_id"))
    fitting = (word for word in words if word.startswith(incomplete) and HARMLESS.fullmatch(word))
    if word := next(fitting, None):
        yield word
