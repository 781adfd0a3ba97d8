"""What differs where a person sits at a terminal."""

from .command_line import CommandLine
from .fake_server import FakeServer, Reply
from .samples import history, page, worker

WORKERS = "/api/workers"
HOSTILE = "\x1b]0;owned\x07\x9b2J[red]"


def test_draws_a_table_when_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """Colour and icons go with the words, which say the same."""
    server.tell("GET", WORKERS, page(worker()))
    with cli.on_terminal("workers", "list") as terminal:
        assert terminal.exit_code() == 0
        assert "● running" in terminal.shown
        assert "\x1b[32m" in terminal.shown


def test_draws_without_colour_when_it_is_not_wanted(cli: CommandLine, server: FakeServer) -> None:
    """NO_COLOR is respected; a dumb terminal gets plain columns."""
    server.tell("GET", WORKERS, page(worker()))
    with cli.on_terminal("workers", "list", NO_COLOR="1") as terminal:
        assert terminal.exit_code() == 0
        assert "\x1b[32m" not in terminal.shown
    with cli.on_terminal("workers", "list", TERM="dumb") as terminal:
        assert terminal.exit_code() == 0
        assert "\x1b" not in terminal.shown


def test_spells_control_characters_out_when_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """In every format, and without taking markup for styles."""
    hostile = worker(name=HOSTILE)
    server.tell("GET", WORKERS, page(hostile))
    server.tell("GET", "/raw", Reply(200, HOSTILE.encode(), "text/plain"))
    for arguments in (["workers", "list", "-o", each] for each in ("table", "json", "yaml")):
        with cli.on_terminal(*arguments, NO_COLOR="1") as terminal:
            assert terminal.exit_code() == 0
            assert "owned" in terminal.shown
            assert "[red]" in terminal.shown
            assert not {"\x1b]", "\x07", "\x9b"} & set(terminal.shown)
            assert "\x1b]" not in terminal.shown
    with cli.on_terminal("api", "/raw") as terminal:
        assert terminal.exit_code() == 0
        assert "\x1b" not in terminal.shown


def test_draws_lines_with_bars_when_on_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """Where the encoding has them; elsewhere in ASCII."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("GET", f"{WORKERS}/w-1", Reply(body=worker()))
    server.tell("GET", f"{WORKERS}/w-1/telemetry", history(0, 10, None, 40, 80))
    for encoding, line in (("utf-8", "▁▂ ▅█"), ("ascii", "_. =#")):
        with cli.on_terminal("workers", "get", "w-1", PYTHONIOENCODING=encoding) as terminal:
            assert terminal.exit_code() == 0
            assert line in terminal.shown


def test_indents_json_when_a_raw_answer_goes_to_a_terminal(cli: CommandLine, server: FakeServer) -> None:
    """For reading; elsewhere it is left as it came."""
    server.tell("GET", "/raw", Reply(body={"a": HOSTILE}))
    with cli.on_terminal("api", "/raw") as terminal:
        assert terminal.exit_code() == 0
        assert '\r\n  "a": "\\u001b]0;owned' in terminal.shown


def test_removes_only_when_the_answer_is_yes(cli: CommandLine, server: FakeServer) -> None:
    """On a terminal there is a question."""
    server.tell("GET", WORKERS, page(worker()))
    server.tell("DELETE", f"{WORKERS}/w-1", Reply(204))
    for answer, code in (("\n", 1), ("n\n", 1), ("y\n", 0)):
        with cli.on_terminal("workers", "remove", "cml-01") as terminal:
            terminal.read_until(lambda shown: "[y/N]" in shown)
            terminal.type(answer)
            assert terminal.exit_code() == code
    assert [request.method for request in server.seen].count("DELETE") == 1
