"""`events dead-letters ...`."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, problem

PATH = "/api/events/dead-letters"
HANDLER = "RefreshImportedWorkersHandler"
LETTER = {
    "id": f"{HANDLER}-1f2e3d4c-7",
    "handler": HANDLER,
    "event_id": "1f2e3d4c-7",
    "event_type": "worker.imported",
    "subject": "w-1",
    "error_type": "ConflictError",
    "message": "changed twice",
    "attempts": 10,
    "last_failed_at": "2026-01-02T03:04:05Z",
    "redeliver_asked_at": None,
}


def test_lists_letters_of_all_pages(cli: CommandLine, server: FakeServer) -> None:
    """What, of whom and why; those of one handler where it is named."""
    other = {**LETTER, "id": f"{HANDLER}-1f2e3d4c-8"}
    server.reply_in_turn("GET", PATH, [page(LETTER, cursor="c"), page(other)])
    assert json.loads(cli.run("events", "dead-letters", "list", "-o", "json").stdout) == [LETTER, other]
    shown = cli.run("events", "dead-letters", "list", "--handler", HANDLER).stdout
    assert "worker.imported" in shown
    assert "changed twice" in shown
    assert server.seen[-1].query == {"handler": HANDLER, "limit": "500"}


def test_asks_for_redelivery_by_id_or_handler(cli: CommandLine, server: FakeServer) -> None:
    """One that fails does not keep the others; the first failure decides the exit code."""
    server.tell("POST", f"{PATH}/a-1/redeliver", Reply(202))
    server.tell("POST", f"{PATH}:redeliver", Reply(202, {"letters": 3}))
    server.tell("POST", f"{PATH}/b-1/redeliver", problem(404, "there is no dead letter with this id"))
    finished = cli.run("events", "dead-letters", "redeliver", "b-1", "b-1", "a-1")
    assert finished.returncode == 3
    assert "Telling a-1 again." in finished.stderr
    whole = cli.run("events", "dead-letters", "redeliver", "--handler", HANDLER)
    assert (whole.returncode, whole.stderr) == (0, "Telling 3 again.\n")
    assert server.seen[-1].body == {"handler": HANDLER}


@pytest.mark.parametrize("arguments", [["redeliver"], ["redeliver", "a-1", "--handler", HANDLER], ["discard", "a-1"]])
def test_does_nothing_when_it_is_not_clear_what(cli: CommandLine, server: FakeServer, arguments: list[str]) -> None:
    """Ids or a handler; and nothing is discarded unasked where nobody can be asked."""
    assert cli.run("events", "dead-letters", *arguments).returncode == 2
    assert server.seen == []


def test_discards_when_told_yes(cli: CommandLine, server: FakeServer) -> None:
    """The letter is gone."""
    server.tell("DELETE", f"{PATH}/a-1", Reply(204))
    finished = cli.run("events", "dead-letters", "discard", "a-1", "--yes")
    assert (finished.returncode, finished.stderr) == (0, "Discarded a-1.\n")


def test_asks_before_discarding_when_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """A no leaves the letter."""
    with cli.on_terminal("events", "dead-letters", "discard", "a-1") as terminal:
        terminal.read_until(lambda shown: "Discard a-1?" in shown)
        terminal.type("n\n")
        assert terminal.exit_code() == 1
    assert server.seen == []
