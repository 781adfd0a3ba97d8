"""`alerts ...` and `alert-rules ...`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

ALERT: dict[str, Any] = {
    "id": "a-1",
    "status": "firing",
    "severity": "warning",
    "rule_id": "disk-nearly-full",
    "worker_id": "w-1",
    "worker_name": "cml-1",
    "message": "disk_used_percent is 93.5, above 90.0",
    "since": "2026-01-02T03:04:05Z",
    "acknowledged": None,
    "muted": None,
}
ACKNOWLEDGED = {**ALERT, "status": "acknowledged", "acknowledged": {"by": "key:ada"}}
MUTED = {**ALERT, "status": "muted", "muted": {"by": "key:bob"}}
MUTE = {"id": "rule-busy", "rule_id": "busy", "worker_id": None, "until": "2126-01-02T03:04:05Z", "muted_by": "key:ada"}
RULE = {
    "id": "busy",
    "enabled": True,
    "severity": "warning",
    "watched": "cpu_percent",
    "comparison": "above",
    "threshold": 90.0,
    "for_seconds": 600,
}
WORKERS = {"items": [{"id": "w-1", "name": "cml-1", "instance_id": "i-1"}], "total": 1, "next_cursor": None}
NOT_THERE = Reply(404, {"code": "not_found", "detail": "there is none", "status": 404})


def test_lists_what_is_not_over(cli: CommandLine, server: FakeServer) -> None:
    """With who takes care of it, or muted it; filters are sent by their names in the API."""
    server.tell("GET", "/api/alerts", Reply(body={"items": [ALERT, ACKNOWLEDGED, MUTED], "total": 3}))
    server.tell("GET", "/api/workers", Reply(body=WORKERS))
    lines = cli.run("alerts", "list", "--worker", "cml-1", "--rule", "disk-nearly-full").stdout.splitlines()
    assert lines[1].split()[:4] == ["firing", "warning", "cml-1", "disk-nearly-full"]
    assert "key:ada" in lines[2]
    assert "key:bob" in lines[3]
    assert (server.seen[-1].query["worker_id"], server.seen[-1].query["rule_id"]) == ("w-1", "disk-nearly-full")


def test_takes_care_of_an_alert(cli: CommandLine, server: FakeServer) -> None:
    """With a word to the others."""
    server.tell("POST", "/api/alerts/a-1/acknowledge", Reply(body=ACKNOWLEDGED))
    assert "acknowledged" in cli.run("alerts", "ack", "a-1", "--comment", "mine").stdout
    assert server.seen[-1].body == {"comment": "mine"}


def test_mutes_for_a_while(cli: CommandLine, server: FakeServer) -> None:
    """From now on; it needs to know what, and for how long."""
    server.tell("POST", "/api/alert-mutes", Reply(body=MUTE))
    server.tell("GET", "/api/alert-mutes", Reply(body={"items": [MUTE]}))
    server.tell("GET", "/api/workers", Reply(body=WORKERS))
    server.tell("DELETE", "/api/alert-mutes/rule-busy", Reply(204))
    assert "rule-busy" in cli.run("alerts", "mute", "--rule", "busy", "--worker", "cml-1", "--for", "2h").stdout
    body = server.seen[-1].body
    lasts = datetime.fromisoformat(body.pop("until")) - datetime.now(UTC)
    assert timedelta(hours=1.9) < lasts <= timedelta(hours=2)
    assert body == {"rule_id": "busy", "worker_id": "w-1", "reason": ""}
    assert "key:ada" in cli.run("alerts", "mutes").stdout
    assert cli.run("alerts", "unmute", "rule-busy").stderr == "Ended rule-busy.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["alerts", "mute", "--for", "2h"],
        ["alerts", "mute", "--rule", "busy", "--for", "soon"],
        ["alert-rules", "set", "busy"],
    ],
)
def test_refuses_what_says_too_little(cli: CommandLine, server: FakeServer, arguments: list[str]) -> None:
    """The server is not asked."""
    assert cli.run(*arguments).returncode == 2
    assert server.seen == []


def test_changes_a_rule_or_makes_it(cli: CommandLine, server: FakeServer) -> None:
    """What is not given stays as it is."""
    server.reply_in_turn("PATCH", "/api/alert-rules/busy", [Reply(body=RULE), NOT_THERE])
    server.tell("POST", "/api/alert-rules", Reply(201, RULE))
    assert "cpu_percent above 90.0" in cli.run("alert-rules", "set", "busy", "--for", "10m", "--disable").stdout
    assert server.seen[-1].body == {"for_seconds": 600, "enabled": False}
    made = ["--watched", "cpu_percent", "--comparison", "above", "--threshold", "90", "--tag", "course:ccnp"]
    assert cli.run("alert-rules", "set", "busy", *made).returncode == 0
    assert server.seen[-1].body == {
        "id": "busy",
        "watched": "cpu_percent",
        "comparison": "above",
        "threshold": 90,
        "scope": {"tags": ["course:ccnp"]},
    }


def test_lists_and_removes_rules(cli: CommandLine, server: FakeServer) -> None:
    """By id."""
    server.tell("GET", "/api/alert-rules", Reply(body={"items": [RULE]}))
    server.tell("DELETE", "/api/alert-rules/busy", Reply(204))
    assert "600 s" in cli.run("alert-rules", "list").stdout
    assert cli.run("alert-rules", "remove", "busy").stderr == "Removed busy.\n"
