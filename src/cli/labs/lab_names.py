"""A lab may be named by its whole id, its id on its controller, or its title."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.connection.pages import read_pages
from cli.errors import NotFoundError, UsageError
from cli.output.columns import Record, text_at

NAMING_FIELDS = ("id", "lab_id", "title")


def resolve_lab(client: ApiClient, word: str) -> str:
    """Return the whole id of the lab that `word` names.

    Raises NotFoundError when none is so named, UsageError when several are.
    """
    return _the_one(word, read_pages(client, "/api/labs", {"q": word}, most=None).records)


def resolve_labs(client: ApiClient, words: Iterable[str]) -> list[str]:
    """Return the whole ids of several, with one read of all labs; raises likewise."""
    labs = read_pages(client, "/api/labs", {}, most=None).records
    return [_the_one(word, labs) for word in dict.fromkeys(words)]


def lab_path(whole_id: str) -> str:
    """Return the path of a lab."""
    return f"/api/labs/{quote(whole_id, safe='/')}"


def _the_one(word: str, labs: Sequence[Record]) -> str:
    named = [lab for lab in labs if word in {text_at(lab, name) for name in NAMING_FIELDS}]
    if not named:
        raise NotFoundError(f"No lab has the id or title {word}.")
    if len(named) > 1:
        described = ", ".join(f"{text_at(lab, 'id')} (on {text_at(lab, 'worker_name')})" for lab in named)
        raise UsageError(f"{word} names several labs: {described}; say which by its id.")
    return text_at(named[0], "id")
