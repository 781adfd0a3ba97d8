"""A worker may be named by its id, its name or its instance id."""

from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.connection.pages import read_pages
from cli.errors import NotFoundError, UsageError
from cli.output.columns import Record, text_at

NAMING_FIELDS = ("id", "name", "instance_id")


def resolve_worker(client: ApiClient, word: str) -> str | None:
    """Return the id of the worker that `word` names, None when none does.

    Raises UsageError when several workers have that name.
    """
    listing = read_pages(client, "/api/workers", {"q": word}, most=None)
    named = [worker for worker in listing.records if word in (worker.get(field) for field in NAMING_FIELDS)]
    if any(worker.get("id") == word for worker in named):
        return word
    if len(named) > 1:
        raise UsageError(f"{word} names several workers: {', '.join(map(_described, named))}; say which by its id.")
    return text_at(named[0], "id") if named else None


def worker_path(client: ApiClient, word: str) -> str:
    """Return the path of the worker that `word` names. Raises NotFoundError when none does."""
    worker_id = resolve_worker(client, word)
    if worker_id is None:
        raise NotFoundError(f"No worker has the id, name or instance id {word}.")
    return f"/api/workers/{quote(worker_id, safe='')}"


def _described(worker: Record) -> str:
    return f"{worker.get('id')} ({worker.get('region')}, {worker.get('instance_id')})"
