"""`api PATH`."""

import json
from pathlib import Path

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import problem


def test_prints_the_body_as_it_came_when_not_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """Byte for byte."""
    server.tell("GET", "/api/workers", Reply(body=b'{"a":  1}'))
    finished = cli.run("api", "/api/workers?limit=5&q=x")
    assert finished.stdout == '{"a":  1}'
    assert server.seen[0].query == {"limit": "5", "q": "x"}


def test_sends_a_body_when_given(cli: CommandLine, server: FakeServer, tmp_path: Path) -> None:
    """As text, from a file or from standard input; with a body, POST is meant."""
    server.tell("POST", "/api/keys", Reply(201, {}))
    server.tell("PUT", "/api/keys", Reply(200, {}))
    (tmp_path / "body.json").write_text('{"from": "file"}')
    assert cli.run("api", "/api/keys", "-d", '{"from": "text"}').returncode == 0
    assert cli.run("api", "/api/keys", "-X", "put", "-d", "@body.json").returncode == 0
    assert cli.run("api", "/api/keys", "-d", "-", stdin='{"from": "input"}').returncode == 0
    assert [(request.method, request.body["from"]) for request in server.seen] == [
        ("POST", "text"),
        ("PUT", "file"),
        ("POST", "input"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [["http://127.0.0.1:1/api"], ["//127.0.0.1:1/api"], ["api"], ["/api", "-d", "{"], ["/api", "-d", "@none"]],
)
def test_sends_nothing_when_the_request_makes_no_sense(
    cli: CommandLine, server: FakeServer, arguments: list[str]
) -> None:
    """A path of the server, and JSON."""
    assert cli.run("api", *arguments).returncode == 2
    assert server.seen == []


def test_prints_body_and_sentence_when_refused(cli: CommandLine, server: FakeServer) -> None:
    """The body is data, the sentence a message."""
    server.tell("GET", "/api/x", problem(403, "No."))
    finished = cli.run("api", "/api/x")
    assert finished.returncode == 4
    assert json.loads(finished.stdout)["detail"] == "No."
    assert finished.stderr == "cml-fleet: No.\n"
