"""`workers watch`."""

import json

from .command_line import CommandLine, read_lines
from .fake_server import STREAM, FakeServer, Stream
from .samples import EPOCH, cloud_event, frame, problem, snapshot, status_event, worker


def test_prints_a_line_for_each_change_when_not_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """First how it is, then what changes; an event that the snapshot holds already is no change."""
    known, new = status_event("pending", "running", 3), status_event("running", "stopping", 4)
    frames = (snapshot(worker()), frame(known, 8), frame(new, 9))
    server.streams = [Stream(frames, hold=True)]
    with cli.started("workers", "watch") as process:
        there, change = read_lines(process, 2)
    assert there == "cml-01  us-east-1  running\n"
    assert "cml-01  worker.status.changed  running → stopping" in change
    asked = server.asked(STREAM)[0].query
    assert (asked["snapshot"], asked["delivery"]) == ("true", "latest")
    assert {"status", "telemetry"} < set(asked["event_types"].split(","))
    assert "lab" not in asked["event_types"].split(","), "the labs of a large fleet are many, and none is shown"


def test_prints_the_worker_as_it_is_after_each_change_when_json_is_asked(cli: CommandLine, server: FakeServer) -> None:
    """One JSON object a line."""
    removed = cloud_event("worker.removed", sequence=5, name="cml-01")
    frames = (snapshot(worker()), frame(status_event("running", "stopped"), 8), frame(removed, 9))
    server.streams = [Stream(frames, hold=True)]
    with cli.started("workers", "watch", "-o", "json") as process:
        before, after, gone = map(json.loads, read_lines(process, 3))
    assert (before["change"], before["worker"]["status"]) == ("snapshot", "running")
    assert (after["change"], after["worker"]["status"]) == ("worker.status.changed", "stopped")
    assert after["worker"]["telemetry"] == {}
    assert (gone["change"], gone["worker"]["id"]) == ("worker.removed", "w-1")


def test_prints_names_when_asked(cli: CommandLine, server: FakeServer) -> None:
    """The id of each worker that changed."""
    server.streams = [Stream((snapshot(worker()), frame(status_event("running", "stopped"), 8)))]
    server.tell("GET", STREAM, problem(401, "over"))
    finished = cli.run("workers", "watch", "-o", "name")
    assert (finished.returncode, finished.stdout) == (4, "w-1\nw-1\n")
    assert "Reconnecting in" in finished.stderr


def test_moves_a_table_when_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """The rows, and above them whether they are live: never when the connection is lost; ctrl-C ends it with 0."""
    server.streams = [Stream((b"retry: 10000\n\n", snapshot(worker(), worker(2))), hold=True)]
    with cli.on_terminal("workers", "watch") as terminal:
        terminal.read_until(lambda shown: "● live" in shown and "cml-02" in shown and "● running" in shown)
        server.closing.set()
        terminal.read_until(lambda shown: "reconnecting in" in shown.rpartition("● live")[2])
        terminal.type("\x03")
        assert terminal.exit_code() == 0


def test_shows_the_change_when_it_comes_to_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """The row follows its worker's events."""
    server.streams = [Stream((snapshot(worker(), worker(2)), frame(status_event("running", "stopping"), 8)), hold=True)]
    with cli.on_terminal("workers", "watch") as terminal:
        terminal.read_until(lambda shown: all(text in shown for text in ("1 running, 1 stopping", "12.3 %")))
        assert "1.5 kB/s" in terminal.shown


def test_follows_the_fleet_when_a_list_is_to_be_watched(cli: CommandLine, server: FakeServer) -> None:
    """`list --watch` is `watch`, with the price of an hour; it takes no choice of workers."""
    server.streams = [Stream((snapshot(worker(cost={"usd_per_hour": 0.34})),), hold=True)]
    with cli.on_terminal("workers", "list", "--watch") as terminal:
        terminal.read_until(lambda shown: all(text in shown for text in ("● live", "COST/H", "$0.3400")))
    refused = cli.run("workers", "list", "--watch", "--region", "us-east-1")
    assert refused.returncode == 2
    assert "the whole fleet" in refused.stderr


def test_shows_no_colour_when_it_is_not_wanted(cli: CommandLine, server: FakeServer) -> None:
    """NO_COLOR leaves text and icon."""
    server.streams = [Stream((snapshot(worker()),), hold=True)]
    with cli.on_terminal("workers", "watch", NO_COLOR="1") as terminal:
        terminal.read_until(lambda shown: "● running" in shown)
        assert "\x1b[32m" not in terminal.shown


def test_counts_what_does_not_fit_when_the_fleet_is_large(cli: CommandLine, server: FakeServer) -> None:
    """A table never runs out of the terminal."""
    server.streams = [Stream((snapshot(*(worker(number) for number in range(100))),), hold=True)]
    with cli.on_terminal("workers", "watch") as terminal:
        terminal.read_until(lambda shown: "and 64 more" in shown)
        assert "100 workers" in terminal.shown


def test_ends_with_the_refusals_code_when_refused_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """An error of the background is an error of the command."""
    server.streams = [problem(403, "This needs the role viewer")]
    with cli.on_terminal("workers", "watch") as terminal:
        assert terminal.exit_code() == 4
        assert "This needs the role viewer." in terminal.shown


def test_takes_up_the_stream_where_it_was_when_it_was_lost(cli: CommandLine, server: FakeServer) -> None:
    """With the position of the snapshot where no event came after it."""
    server.streams = [
        Stream((b"retry: 20\n\n", snapshot(worker()))),
        Stream((frame(status_event("running", "stopped"), 8),), hold=True),
    ]
    with cli.started("workers", "watch") as process:
        assert "stopped" in read_lines(process, 2)[1]
    assert server.asked(STREAM)[1].headers["last-event-id"] == f"{EPOCH}-7"
