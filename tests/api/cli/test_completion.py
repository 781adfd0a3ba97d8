"""Completion, in the shells themselves."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from .command_line import SOURCE, CommandLine
from .fake_server import FakeServer, Reply
from .samples import page, worker

WORKERS = "/api/workers"
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
HOSTILE = ("x$(touch owned)", "x\\", "x;touch owned", "x'y", "-x", "x y")


@pytest.fixture
def program(cli: CommandLine) -> str:
    """The program as people call it, in a folder of its own that is not on the PATH."""
    path = cli.folder / "bin" / "cml-fleet"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m cli "$@"\n')
    path.chmod(0o755)
    return str(path)


def installed(shell: str) -> str:
    """Return where a shell is; skip the test where it is not installed."""
    found = shutil.which(shell)
    if not found:
        pytest.skip(f"{shell} is not installed: apt-get install {shell}")
    return found


@pytest.mark.parametrize("shell", SHELLS)
def test_completes_what_is_typed_when_tab_is_pressed(
    cli: CommandLine, server: FakeServer, program: str, shell: str
) -> None:
    """Commands, options and the names of workers, each when there is one way to go on."""
    server.tell("GET", WORKERS, page(worker(name="cml-red"), worker(name="cml-blue")))
    with cli.program_on_terminal([installed(shell), *SHELLS[shell]], PS1="> ") as terminal:
        terminal.type(f"eval \"$({program} completion {shell})\"; echo rea''dy\n")
        terminal.read_until(lambda shown: "ready" in shown)
        for typed, whole in (("refr", "refresh"), ("get --out", "get --output"), ("get cml-r", "get cml-red")):
            terminal.type(f"{program} workers {typed}\t")
            terminal.read_until(lambda shown, whole=whole: f"workers {whole}" in shown)  # type: ignore[misc]
            terminal.type("\x15")


def test_completes_in_fish_when_asked(cli: CommandLine, server: FakeServer, program: str) -> None:
    """Without a terminal, fish tells what it would offer."""
    server.tell("GET", WORKERS, page(worker(name="cml-red"), worker(name="cml-blue")))
    lines = (f"{program} workers re", f"{program} workers get --out", f"{program} workers get cml-")
    asked = "; ".join(f"complete -C '{line}'; echo" for line in lines)
    command = [installed("fish"), "--no-config", "-c", f"{program} completion fish | source; {asked}"]
    with cli.program_on_terminal(command) as terminal:
        assert terminal.exit_code() == 0
        offered = [line.split("\t")[0] for line in terminal.shown.splitlines() if line.strip()]
    assert offered == ["reboot", "refresh", "remove", "--output", "cml-blue", "cml-red"]


def completed(cli: CommandLine, *words: str, **environment: str) -> list[str]:
    """Return what bash would be offered for the last of these words."""
    line = ("cml-fleet", *words)
    asked = {"COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(line) - 1), "_CML_FLEET_COMPLETE": "complete_bash"}
    finished = cli.run(**asked, **environment)
    assert finished.stderr == ""
    return finished.stdout.split()


def test_offers_only_harmless_words_when_names_are_hostile(cli: CommandLine, server: FakeServer) -> None:
    """A worker's name is a tag that somebody wrote, and shells evaluate what is offered: such a worker has its id."""
    server.tell("GET", WORKERS, page(*(worker(id=f"w-{number}", name=name) for number, name in enumerate(HOSTILE))))
    assert completed(cli, "workers", "get", "") == [f"w-{number}" for number in range(len(HOSTILE))]
    (asked,) = server.asked(WORKERS)
    assert "q" not in asked.query


def test_asks_only_for_what_fits_when_a_word_was_begun(cli: CommandLine, server: FakeServer) -> None:
    """By name, id or instance id, whichever begins so; the server's search finds more than beginnings."""
    server.tell("GET", WORKERS, page(worker(id="w-1", name="a-i-2", instance_id="i-1"), worker(id="i-9", name="b")))
    assert completed(cli, "workers", "get", "i-") == ["i-1", "i-9"]
    assert server.asked(WORKERS)[0].query["q"] == "i-"


@pytest.mark.parametrize("reply", [Reply(500), Reply(200, {"items": 1})])
def test_is_silent_when_the_server_is_of_no_help(cli: CommandLine, server: FakeServer, reply: Reply) -> None:
    """Completion is no place for error messages."""
    server.tell("GET", WORKERS, reply)
    assert completed(cli, "workers", "get", "") == []


def test_is_silent_and_soon_over_when_nobody_answers(cli: CommandLine, tmp_path: Path) -> None:
    """Nobody wants to wait for a completion."""
    begun = time.monotonic()
    assert completed(cli, "workers", "get", "", CML_FLEET_SERVER="http://127.0.0.1:1") == []
    assert completed(cli, "workers", "get", "", CML_FLEET_SERVER="") == []
    assert time.monotonic() - begun < 10


def test_writes_what_the_shell_reads_at_its_start_when_installing(cli: CommandLine) -> None:
    """Once, however often it is installed; what is in the start-up file stays."""
    startup, script = cli.folder / ".bashrc", cli.folder / ".local/share/cml-fleet/completion.bash"
    startup.write_text("alias ll='ls -l'")
    for _ in range(2):
        assert cli.run("completion", "bash", "--install").returncode == 0
    assert startup.read_text() == f"alias ll='ls -l'\nsource '{script}'\n"
    assert script.read_text() == cli.run("completion", "bash").stdout
    finished = cli.run("completion", "fish", "--install")
    written = cli.folder / ".config/fish/completions/cml-fleet.fish"
    assert finished.stderr.splitlines()[0] == f"Wrote {written}."
    assert written.exists()


def test_ends_with_1_when_it_cannot_be_installed(cli: CommandLine) -> None:
    """The file is named."""
    (cli.folder / ".local").write_text("a file where a folder should be")
    finished = cli.run("completion", "zsh", "--install")
    assert finished.returncode == 1
    assert "cannot be written" in finished.stderr
