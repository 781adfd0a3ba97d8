"""What the command line says of one worker on a page of its own."""

from typing import Any

import pytest

from cli.workers.detail_columns import DETAILS

MADE = {"template": "small", "requested_by": "key:ops", "state": "launched", "message": ""}


@pytest.mark.parametrize(
    ("provisioning", "text"),
    [
        (MADE, "of small by key:ops, launched"),
        ({**MADE, "state": "failed", "message": "no room"}, "of small by key:ops, failed: no room"),
        (None, "-"),
    ],
)
def test_tells_who_had_a_worker_made(provisioning: dict[str, Any] | None, text: str) -> None:
    """Of which template, how far it is, and why it failed; a dash for a worker that was imported."""
    [created] = [column for column in DETAILS.columns if column.heading == "CREATED"]
    assert created.cell({"provisioning": provisioning}).text == text
