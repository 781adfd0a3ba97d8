"""A worker may be named by its id, its name or its instance id."""

from collections.abc import Iterable, Sequence
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
    named = [worker for worker in listing.records if word in _names_of(worker)]
    return _the_one(word, named) if named else None


def resolve_workers(client: ApiClient, words: Iterable[str]) -> list[str]:
    """Return the ids of the workers that `words` name, with one read of the fleet.

    Raises NotFoundError for a word that names none, UsageError for one that names several.
    """
    named: dict[str, list[Record]] = {word: [] for word in words}
    for worker in read_pages(client, "/api/workers", {}, most=None).records:
        for word in named.keys() & _names_of(worker):
            named[word].append(worker)
    return [_the_one(word, workers) for word, workers in named.items()]


def worker_path(client: ApiClient, word: str) -> str:
    """Return the path of the worker that `word` names. Raises NotFoundError when none does."""
    worker_id = resolve_worker(client, word)
    if worker_id is None:
        raise _names_none(word)
    return f"/api/workers/{quote(worker_id, safe='')}"


def _names_of(worker: Record) -> set[str]:
    return {text_at(worker, field) for field in NAMING_FIELDS}


def _the_one(word: str, named: Sequence[Record]) -> str:
    if not named:
        raise _names_none(word)
    if any(worker.get("id") == word for worker in named):
        return word
    if len(named) > 1:
        raise UsageError(f"{word} names several workers: {', '.join(map(_described, named))}; say which by its id.")
    return text_at(named[0], "id")


def _names_none(word: str) -> NotFoundError:
    return NotFoundError(f"No worker has the id, name or instance id {word}.")


def _described(worker: Record) -> str:
    return f"{worker.get('id')} ({worker.get('region')}, {worker.get('instance_id')})"
