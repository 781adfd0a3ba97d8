"""`workers idle ...` and `fleet idle`."""

import json

import pytest

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker

FLEET_IDLE = "/api/fleet/idle"
IDLE = {
    "id": "w-1",
    "name": "cml-01",
    "idle": {"since": "2026-06-01T12:00:00Z", "pause_at": None, "last_activity": "start_lab"},
    "quiet_since": "2026-06-01T12:00:00Z",
    "held_by": "working_hours",
    "usd_per_hour": 4.75,
}
FLEET = {
    "enabled": True,
    "idle": 2,
    "counting_down": 0,
    "paused": 3,
    "pauses": 9,
    "resumes": 6,
    "usd_per_hour": 9.5,
    "workers_of_unknown_price": 0,
    "workers": [IDLE],
}


@pytest.mark.parametrize("words", [("idle",), ("idle", "list")])
def test_lists_who_is_idle_and_what_holds_them(cli: CommandLine, server: FakeServer, words: tuple[str, ...]) -> None:
    """Who is not named is counted."""
    server.tell("GET", FLEET_IDLE, Reply(200, FLEET))
    finished = cli.run("workers", *words)
    assert finished.returncode == 0, finished.stderr
    assert "cml-01" in finished.stdout
    assert "working hours" in finished.stdout
    assert finished.stderr.startswith("1 more are idle;")


def test_lists_everybody_without_a_word_more(cli: CommandLine, server: FakeServer) -> None:
    """In JSON as the service tells it."""
    server.tell("GET", FLEET_IDLE, Reply(200, {**FLEET, "idle": 1}))
    finished = cli.run("workers", "idle", "list", "-o", "json")
    assert (json.loads(finished.stdout), finished.stderr) == ([IDLE], "")


@pytest.mark.parametrize(("time", "minutes"), [("30m", 30), ("4h", 240), ("2d", 2880), ("0m", 0)])
def test_snoozes_for_a_time(cli: CommandLine, server: FakeServer, time: str, minutes: int) -> None:
    """0 ends it."""
    until = {"idle": {"snoozed": {"until": "2026-06-01T16:00:00Z"} if minutes else None}}
    server.tell("GET", "/api/workers", page(worker(1)))
    server.tell("POST", "/api/workers/w-1/idle/snooze", Reply(200, {**worker(1), **until}))
    finished = cli.run("workers", "idle", "snooze", "cml-01", time)
    said = "cml-01 is not paused before 2026-06-01T16:00:00Z.\n" if minutes else "cml-01 is snoozed no more.\n"
    assert (finished.returncode, finished.stderr) == (0, said)
    assert server.asked("/api/workers/w-1/idle/snooze")[0].body == {"minutes": minutes}


@pytest.mark.parametrize("time", ["4", "h", "4w", "-1h"])
def test_names_a_time_that_is_none(cli: CommandLine, server: FakeServer, time: str) -> None:
    """Nothing is asked."""
    finished = cli.run("workers", "idle", "snooze", "--", "cml-01", time)
    assert finished.returncode == 2
    assert "is no time such as" in finished.stderr
    assert server.asked("/api/workers") == []


@pytest.mark.parametrize("end", [False, True])
def test_exempts_and_ends_that(cli: CommandLine, server: FakeServer, end: bool) -> None:
    """With the reason."""
    server.tell("GET", "/api/workers", page(worker(1)))
    server.tell("POST", "/api/workers/w-1/idle/exempt", Reply(200, worker(1)))
    words = ("--end",) if end else ("--reason", "an exam")
    finished = cli.run("workers", "idle", "exempt", "cml-01", *words)
    said = f"cml-01 is {'no longer' if end else 'now'} exempt from pauses.\n"
    assert (finished.returncode, finished.stderr) == (0, said)
    body = {"exempt": not end, "reason": "" if end else "an exam"}
    assert server.asked("/api/workers/w-1/idle/exempt")[0].body == body


def test_shows_what_idle_workers_cost(cli: CommandLine, server: FakeServer) -> None:
    """Beside the fleet at a glance."""
    server.tell("GET", FLEET_IDLE, Reply(200, FLEET))
    finished = cli.run("fleet", "idle")
    assert finished.returncode == 0, finished.stderr
    assert "9.5" in finished.stdout


def test_shows_the_use_of_a_worker_among_its_details(cli: CommandLine, server: FakeServer) -> None:
    """Idle, counting down and exempt."""
    idle = {"since": "A", "pause_at": "B", "paused": None, "exempt": {"by": "key:mei"}, "last_activity_at": "C"}
    server.tell("GET", "/api/workers", page(worker(1)))
    server.tell("GET", "/api/workers/w-1", Reply(200, {**worker(1), "idle": idle}))
    shown = cli.run("workers", "get", "cml-01").stdout
    assert "since A, to be paused at B, exempt by key:mei" in " ".join(shown.split())
