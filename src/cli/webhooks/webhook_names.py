"""A webhook may be named by its id or its name."""

from urllib.parse import quote

from cli.connection.api_client import ApiClient
from cli.connection.pages import items_of
from cli.errors import NotFoundError, UsageError
from cli.output.columns import text_at


def webhook_path(client: ApiClient, word: str, act: str = "") -> str:
    """Return the path of the webhook that `word` names.

    Raises NotFoundError when none is so named, UsageError when several are.
    """
    named = [each for each in items_of(client.get("/api/webhooks")) if word in (text_at(each, "id"), each.get("name"))]
    if not named:
        raise NotFoundError(f"No webhook has the id or name {word}.")
    if len(named) > 1:
        raise UsageError(f"{word} names several webhooks: {', '.join(text_at(each, 'id') for each in named)}.")
    return f"/api/webhooks/{quote(text_at(named[0], 'id'), safe='')}{act}"
