"""`settings ...`."""

import json
from pathlib import Path
from typing import Any

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply

PATH = "/api/settings"
LABS = {
    "source": "live",
    "description": "how often labs are read",
    "otherwise": 1800,
    "set_by": "key:ada",
    "set_at": "2026-01-02T03:04:05Z",
}
HOURS = {"source": "default", "description": "the hours", "otherwise": None, "set_by": None, "set_at": None}
SETTINGS: dict[str, Any] = {
    "version": 4,
    "values": {"intervals": {"labs_seconds": 60}, "idle": {"working_hours": None}},
    "details": {"intervals.labs_seconds": LABS, "idle.working_hours": HOURS},
    "faults": [{"name": "weather", "message": "there is no such setting"}],
}
CHANGE = {
    "version": 4,
    "changed_at": "2026-01-02T03:04:05Z",
    "changed_by": "key:ada",
    "old_values": {"intervals.labs_seconds": None, "idle.exempt_tags": ["a"]},
    "new_values": {"intervals.labs_seconds": 60, "idle.exempt_tags": None},
}


def test_lists_what_is_in_force(cli: CommandLine, server: FakeServer) -> None:
    """By name, with its source; what cannot be used is said on standard error."""
    server.tell("GET", PATH, Reply(body=SETTINGS))
    finished = cli.run("settings", "list")
    assert finished.stdout.splitlines()[1].split()[:4] == ["intervals.labs_seconds", "60", "live", "key:ada"]
    assert finished.stderr == "weather is set and cannot be used: there is no such setting.\n"
    listed = json.loads(cli.run("settings", "list", "-o", "json").stdout)
    assert listed[0] == {"name": "intervals.labs_seconds", "value": 60, **LABS}
    assert cli.run("settings", "list", "-o", "name").stdout == "intervals.labs_seconds\nidle.working_hours\n"


def test_shows_one_with_its_meaning(cli: CommandLine, server: FakeServer) -> None:
    """And what would be in force without it; an unknown one is not found."""
    server.tell("GET", PATH, Reply(body=SETTINGS))
    finished = cli.run("settings", "get", "intervals.labs_seconds")
    assert "1800" in finished.stdout
    assert "how often labs are read" in finished.stdout
    assert cli.run("settings", "get", "intervals.nothing").returncode == 3


@pytest.mark.parametrize(
    ("arguments", "patch"),
    [
        (
            ["intervals.labs_seconds=60", "idle.enabled=true"],
            {"intervals": {"labs_seconds": 60}, "idle": {"enabled": True}},
        ),
        (["templates.small.instance_type=m5.large"], {"templates": {"small": {"instance_type": "m5.large"}}}),
        (['idle.exempt_tags=["a","b:c"]'], {"idle": {"exempt_tags": ["a", "b:c"]}}),
        (["templates.small.user_data=a=b"], {"templates": {"small": {"user_data": "a=b"}}}),
    ],
)
def test_sets_several_values_at_once(
    cli: CommandLine, server: FakeServer, arguments: list[str], patch: dict[str, Any]
) -> None:
    """As one merge patch: values are JSON where they read as such, text otherwise."""
    server.tell("PATCH", PATH, Reply(body={**SETTINGS, "faults": []}))
    finished = cli.run("settings", "set", *arguments)
    assert (finished.returncode, finished.stderr) == (0, "The settings are at version 4.\n")
    assert server.seen[-1].body == patch


def test_sets_what_a_file_holds(cli: CommandLine, server: FakeServer, tmp_path: Path) -> None:
    """A merge patch, also from standard input."""
    server.tell("PATCH", PATH, Reply(body=SETTINGS))
    patch = {"templates": {"small": {"instance_type": "m5.large"}}}
    (tmp_path / "patch.json").write_text(json.dumps(patch))
    assert cli.run("settings", "set", "--file", "patch.json").returncode == 0
    assert cli.run("settings", "set", "-f", "-", stdin=json.dumps(patch)).returncode == 0
    assert [seen.body for seen in server.seen] == [patch, patch]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.b"],
        ["labs=1"],
        ["a.=1"],
        ["a.b=1", "a.b.c=2"],
        ["a.b=1", "--file", "patch.json"],
        ["--file", "missing.json"],
        ["--file", "text.json"],
        ["--file", "list.json"],
    ],
)
def test_sets_nothing_when_the_command_makes_no_sense(
    cli: CommandLine, server: FakeServer, tmp_path: Path, arguments: list[str]
) -> None:
    """Usage is said before anything is sent."""
    (tmp_path / "text.json").write_text("no json")
    (tmp_path / "list.json").write_text("[]")
    assert cli.run("settings", "set", *arguments).returncode == 2
    assert server.seen == []


def test_takes_values_back(cli: CommandLine, server: FakeServer) -> None:
    """Null, as the merge patch says it; of a whole group where nothing else is set: null alone may be a value."""
    server.tell("GET", PATH, Reply(body=SETTINGS))
    server.tell("PATCH", PATH, Reply(body=SETTINGS))
    assert cli.run("settings", "unset", "intervals.labs_seconds", "templates.small").returncode == 0
    assert server.seen[1].body == {"intervals": None, "templates": {"small": None}}


def test_lifts_a_budget(cli: CommandLine, server: FakeServer) -> None:
    """With a null, which is no text."""
    server.tell("PATCH", PATH, Reply(body=SETTINGS))
    assert cli.run("settings", "set", "cost_guard.cloudwatch_monthly_budget_usd=null").returncode == 0
    assert server.seen[0].body == {"cost_guard": {"cloudwatch_monthly_budget_usd": None}}


def test_says_which_fields_were_refused(cli: CommandLine, server: FakeServer) -> None:
    """Each with its place."""
    problem = {
        "title": "Unprocessable Entity",
        "detail": "a value cannot be accepted",
        "errors": [{"pointer": "/intervals/labs_seconds", "message": "Input should be greater than or equal to 1"}],
    }
    server.tell("PATCH", PATH, Reply(422, problem, "application/problem+json"))
    finished = cli.run("settings", "set", "intervals.labs_seconds=0")
    assert finished.returncode == 1
    assert "/intervals/labs_seconds" in finished.stderr


def test_lists_who_changed_what(cli: CommandLine, server: FakeServer) -> None:
    """Old and new value of each, the newest change first."""
    server.tell("GET", f"{PATH}/history", Reply(body={"items": [CHANGE], "next_before": None}))
    finished = cli.run("settings", "history", "--limit", "7")
    assert 'intervals.labs_seconds: - -> 60; idle.exempt_tags: ["a"] -> -' in finished.stdout
    assert server.seen[0].query == {"limit": "7"}
