"""What is shown of webhooks."""

from typing import Any

from cli.output.columns import Column, View, field, text_at
from cli.output.figures import age_of


def state_of(webhook: Any) -> str:
    """One word for how it goes."""
    if not webhook.get("enabled"):
        return "off"
    return "failing" if webhook.get("failing_since") else "ok"


NAME, ID, URL, MODE = field("NAME", "name"), field("ID", "id"), field("URL", "url"), field("MODE", "mode")
STATE = Column("STATE", state_of)

LIST = View(
    (
        NAME,
        STATE,
        URL,
        MODE,
        Column("SUCCESS", lambda webhook: age_of(text_at(webhook, "last_success_at")), numeric=True),
        Column("FAILING", lambda webhook: age_of(text_at(webhook, "failing_since")), numeric=True),
        ID,
    ),
    plural="webhooks",
)
CREATED = View((NAME, ID, URL, MODE, field("SECRET", "secret")), plural="webhooks")
GIVEN_UP = View(
    (
        field("EVENT", "event_type"),
        field("SUBJECT", "subject"),
        Column("TRIES", lambda letter: text_at(letter, "attempts"), numeric=True),
        Column("AGE", lambda letter: age_of(text_at(letter, "last_failed_at")), numeric=True),
        field("WHY", "message"),
        field("LETTER", "letter_id"),
    ),
    plural="deliveries that were given up",
)
