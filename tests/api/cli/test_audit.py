"""`audit ...`."""

import json

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

PATH = "/api/audit"
RECORD = {
    "id": "0197a2b46c1d-0c1d2e3f4a5b6c7d",
    "at": "2026-01-02T03:04:05Z",
    "by": "key:k-1",
    "name": "ada",
    "command": "StartLabs",
    "parameters": {"wait_seconds": 0},
    "targets": ["w/l"],
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    "outcome": "refused",
    "code": "not_found",
}
MANY = {**RECORD, "targets": ["a", "b"], "parameters": {}, "name": "", "outcome": "done", "code": ""}
NOTHING = {**MANY, "targets": []}


def test_lists_who_asked_for_what(cli: CommandLine, server: FakeServer) -> None:
    """The newest first, as the server lists them, page by page."""
    server.tell("GET", PATH, Reply(body={"items": [RECORD, MANY, NOTHING], "next_cursor": None}))
    lines = cli.run("audit", "list").stdout.splitlines()
    assert lines[1].split()[1:6] == ["ada", "StartLabs", "w/l", "refused", "not_found"]
    assert '{"wait_seconds": 0}' in lines[1]
    assert "key:k-1" in lines[2]
    assert "2 targets" in lines[2]
    assert "targets" not in lines[3]
    assert json.loads(cli.run("audit", "list", "-o", "json").stdout) == [RECORD, MANY, NOTHING]


def test_asks_for_what_was_named(cli: CommandLine, server: FakeServer) -> None:
    """Every filter by its name in the API; what was not named is not sent."""
    server.tell("GET", PATH, Reply(body={"items": [], "next_cursor": None}))
    options = [
        "--by",
        "key:1",
        "--command",
        "StartLabs",
        "--target",
        "w",
        "--outcome",
        "failed",
        "--trace-id",
        "0" * 32,
    ]
    times = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-02T00:00:00Z"]
    assert cli.run("audit", "list", *options, *times, "--limit", "7").returncode == 0
    assert cli.run("audit", "list", "--outcome", "strange").returncode == 2
    [asked] = server.seen
    assert asked.query == {
        "by": "key:1",
        "command": "StartLabs",
        "target": "w",
        "outcome": "failed",
        "trace_id": "0" * 32,
        "from": "2026-01-01T00:00:00Z",
        "to": "2026-01-02T00:00:00Z",
        "limit": "7",
    }


def test_exports_as_it_comes(cli: CommandLine, server: FakeServer) -> None:
    """One JSON object on each line; a refusal is told as everywhere."""
    lines = f"{json.dumps(RECORD)}\n{json.dumps(MANY)}\n"
    server.tell("GET", PATH, Reply(200, lines.encode(), "application/x-ndjson"))
    assert cli.run("audit", "export", "--by", "key:1").stdout == lines
    assert server.seen[0].query == {"by": "key:1"}
    assert server.seen[0].headers["accept"] == "application/x-ndjson"
    server.tell("GET", PATH, Reply(403, {"detail": "this needs the role admin"}, "application/problem+json"))
    refused = cli.run("audit", "export")
    assert (refused.returncode, refused.stdout) == (4, "")
