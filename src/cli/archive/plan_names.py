"""An archive plan may be named by its id or its name."""

from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of
from cli.errors import NotFoundError, UsageError
from cli.output.columns import text_at

PATH = "/api/archive-plans"


def plan_path(client: ApiClient, word: str, act: str = "") -> str:
    """Return the path of the plan that `word` names.

    Raises NotFoundError when none is so named, UsageError when several are.
    """
    named = [each for each in items_of(client.get(PATH)) if word in (text_at(each, "id"), each.get("name"))]
    if not named:
        raise NotFoundError(f"No archive plan has the id or name {word}.")
    if len(named) > 1:
        raise UsageError(f"{word} names several archive plans: {', '.join(text_at(each, 'id') for each in named)}.")
    return f"{PATH}/{quote(text_at(named[0], 'id'), safe='')}{act}"
