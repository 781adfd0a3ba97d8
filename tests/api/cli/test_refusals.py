"""What is said, and with which code it ends, when the server refuses or is not there."""

import socket

import pytest

from .command_line import CommandLine, interrupt
from .fake_server import FakeServer, Reply
from .samples import problem

FLEET = "/api/fleet"
FAULTS = [{"pointer": "/limit", "message": "at most 500"}, {"pointer": "/sort", "message": "unknown field"}]


@pytest.mark.parametrize(
    ("reply", "code", "sentence"),
    [
        (problem(401, "The key is not valid."), 4, "The key is not valid."),
        (problem(403, "This needs the role admin"), 4, "This needs the role admin."),
        (problem(404, "No such worker."), 3, "No such worker."),
        (problem(409, "It is there already."), 5, "It is there already."),
        (problem(412, "It has changed."), 5, "It has changed."),
        (problem(422, "Bad request", errors=FAULTS), 1, "Bad request (/limit: at most 500; /sort: unknown field)."),
        (problem(422, "a is b", errors=[{"pointer": "a", "message": "a is b"}]), 1, "a is b."),
        (problem(429, "Too many requests."), 1, "Too many requests."),
        (problem(503, "Not ready."), 1, "Not ready."),
        (problem(504, "AWS takes too long."), 6, "AWS takes too long."),
        (Reply(500, {"title": "Internal Server Error"}), 1, "Internal Server Error."),
        (Reply(502, b"<html>\x1b[31m</html>", "text/html"), 1, "The server answered 502: Bad Gateway."),
        (Reply(302, None, headers={"Location": "http://127.0.0.1:1/"}), 1, "The server answered 302: Found."),
    ],
)
def test_says_one_sentence_when_refused(
    cli: CommandLine, server: FakeServer, reply: Reply, code: int, sentence: str
) -> None:
    """The server's own words, the code that scripts can tell apart, nothing on standard output."""
    server.tell("GET", FLEET, reply)
    finished = cli.run("fleet", "-o", "json")
    assert (finished.returncode, finished.stdout, finished.stderr) == (code, "", f"cml-fleet: {sentence}\n")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff"])
def test_ends_with_1_when_the_answer_is_none(cli: CommandLine, server: FakeServer, body: bytes) -> None:
    """Something else listens at that address."""
    server.tell("GET", FLEET, Reply(200, body, "text/html"))
    finished = cli.run("fleet")
    assert finished.returncode == 1
    assert "is this a cml-fleet server?" in finished.stderr


def test_ends_with_7_when_nobody_listens(cli: CommandLine) -> None:
    """The address is named, and why there is no connection."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        finished = cli.run("--server", address, "fleet")
    assert finished.returncode == 7
    assert finished.stderr == f"cml-fleet: Nothing answers at {address}: Connection refused.\n"


def test_ends_with_7_when_the_connection_breaks(cli: CommandLine) -> None:
    """A server that hangs up without an answer is as good as none."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with cli.started("--server", address, "fleet") as process:
            connection, _ = listener.accept()
            connection.recv(1024)
            connection.close()
            assert process.wait(10) == 7


def test_says_that_no_key_was_sent_when_there_was_none(cli: CommandLine, server: FakeServer) -> None:
    """The cure is named."""
    server.tell("GET", FLEET, problem(401, "A key is needed"))
    finished = cli.run("fleet", CML_FLEET_TOKEN="")
    assert finished.returncode == 4
    assert "CML_FLEET_TOKEN_FILE" in finished.stderr
    assert "authorization" not in server.seen[0].headers


def test_spells_control_characters_out_when_the_server_sends_them(cli: CommandLine, server: FakeServer) -> None:
    """Nothing that others wrote steers the terminal."""
    server.tell("GET", FLEET, problem(404, "gone\x1b]0;owned\x07\nreally\x9b31m"))
    finished = cli.run("fleet")
    assert finished.stderr == "cml-fleet: gone\\x1b]0;owned\\x07\\x0areally\\x9b31m.\n"


def test_tries_again_when_the_server_asks_to_wait(cli: CommandLine, server: FakeServer) -> None:
    """What came too often was not begun: it is sent again after the time that the server named, a few times."""
    slow_down = Reply(429, {"detail": "Too many requests."}, headers={"Retry-After": "1"})
    server.reply_in_turn("GET", FLEET, [slow_down, Reply(body={"name": "default"})])
    finished = cli.run("fleet", "-o", "name")
    assert (finished.returncode, finished.stdout) == (0, "default\n")
    assert finished.stderr == "The server asks to wait 1 s.\n"


def test_gives_up_when_the_wait_is_too_long(cli: CommandLine, server: FakeServer) -> None:
    """Nobody sits before a terminal for an hour."""
    server.tell("GET", FLEET, Reply(429, {"detail": "Too many requests."}, headers={"Retry-After": "3600"}))
    finished = cli.run("fleet")
    assert (finished.returncode, finished.stderr) == (1, "cml-fleet: Too many requests.\n")


def test_ends_with_130_when_interrupted(cli: CommandLine) -> None:
    """Ctrl-C while the server thinks: 128 and the signal's number, as shells have it, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with cli.started("--server", address, "fleet") as process:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1024)
                interrupt(process)
            assert process.stderr is not None
            assert (process.returncode, process.stderr.read()) == (130, "")
