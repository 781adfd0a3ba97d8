"""`demo`, with programs that stand in for database, simulator and service."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .command_line import SOURCE

SCRIPT = Path(__file__).with_name("fake_demo.py")
NAMES = ("database", "simulator", "service")
READY = "Ctrl-C ends the demo"


@dataclass
class Demo:
    """A folder in which demos are started."""

    home: Path

    @property
    def folder(self) -> Path:
        """Where the demo keeps its state."""
        return self.home / ".demo"

    def told(self) -> dict[str, Any]:
        """Return what the demo tells the command line."""
        document: dict[str, Any] = json.loads((self.folder / "demo.json").read_text())
        return document

    def log(self, name: str) -> str:
        """Return a program's log."""
        return (self.folder / "logs" / f"{name}.log").read_text()

    def pids(self) -> list[int]:
        """Return the process ids of the programs that were started."""
        return [int((self.home / name).read_text()) for name in NAMES if (self.home / name).exists()]

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """Start a demo; whatever happens, it is ended."""
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "FAKE_PIDS": str(self.home)}
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), "demo", *arguments],
            cwd=self.home,
            env={**own, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def ready(self, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """Start a demo and give it once it runs, with what it said."""
        with self.started(**environment) as process:
            assert process.stdout is not None
            said = ""
            while READY not in said:
                line = process.stdout.readline()
                assert line, process.stderr and process.stderr.read()
                said += line
            yield process, said


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    """Return a folder with ports of its own, so that tests can run side by side."""
    made = Demo(tmp_path)
    made.folder.mkdir()
    (made.folder / ".cml-fleet-demo").touch()
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for each in (one, two, three):
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (one, two, three)]
    (made.folder / "ports.json").write_text(json.dumps(dict(zip(NAMES, ports, strict=True))))
    return made


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def _end(process: subprocess.Popen[str], number: int) -> float:
    begun = time.monotonic()
    process.send_signal(number)
    process.wait(20)
    return time.monotonic() - begun


def test_says_how_to_go_on_when_ready(demo: Demo) -> None:
    """Address, key, and commands; the files with secrets are the owner's alone."""
    with demo.ready() as (_, said):
        told = demo.told()
        assert told["address"] in said
        assert told["operator_key"] in said
        assert "workers watch" in said
        assert "simulator stop i-1" in said
        assert f"curl -N -H 'Authorization: Bearer {told['operator_key']}'" in said
        for name in ("demo.json", "secrets.json"):
            assert stat.S_IMODE((demo.folder / name).stat().st_mode) == 0o600


def test_tells_the_service_its_settings(demo: Demo) -> None:
    """The demo's own, whatever the person has set; nothing of their AWS account reaches the service."""
    mine = {
        "AWS_PROFILE": "work",
        "AWS_SESSION_TOKEN": "t",
        "CML_FLEET_SECRET_KEY_FILE": "/x",
        "CML_FLEET_LOG_LEVEL": "DEBUG",
    }
    with demo.ready(**mine):
        secrets = json.loads((demo.folder / "secrets.json").read_text())
        settings = json.loads(demo.log("service").splitlines()[1])
    ports = json.loads((demo.folder / "ports.json").read_text())
    assert settings["CML_FLEET_ENVIRONMENT"] == "demo"
    assert settings["CML_FLEET_MONGODB_URI"] == f"mongodb://127.0.0.1:{ports['database']}/?directConnection=true"
    assert settings["CML_FLEET_AWS_ENDPOINT_URL"] == f"http://127.0.0.1:{ports['simulator']}"
    assert settings["CML_FLEET_BOOTSTRAP_ADMIN_KEY"] == secrets["admin_key"]
    assert settings["CML_FLEET_LOG_LEVEL"] == "DEBUG"
    assert settings["AWS_ACCESS_KEY_ID"] == "demo"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "CML_FLEET_SECRET_KEY_FILE"} & set(settings)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_everything_with_0_when_asked_to(demo: Demo, number: int) -> None:
    """No process stays behind."""
    with demo.ready() as (process, _):
        pids = demo.pids()
        assert len(_alive(pids)) == 3
        _end(process, number)
        assert process.returncode == 0
        assert _alive(pids) == []


def test_ends_within_5_seconds_when_programs_do_not_listen(demo: Demo) -> None:
    """Those who do not end when asked are ended by force."""
    stubborn = {f"FAKE_{name.upper()}": "stubborn" for name in NAMES}
    with demo.ready(**stubborn) as (process, _):
        pids = demo.pids()
        assert _end(process, signal.SIGINT) < 5
        assert _alive(pids) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_takes_its_programs_along_when_killed(demo: Demo) -> None:
    """Also when it has no chance to end them itself."""
    with demo.ready() as (process, _):
        pids = demo.pids()
        _end(process, signal.SIGKILL)
    until = time.monotonic() + 5
    while _alive(pids) and time.monotonic() < until:
        time.sleep(0.02)
    assert _alive(pids) == []


def test_goes_on_with_what_it_had_when_started_again(demo: Demo) -> None:
    """Key, secrets and ports are kept, and the fleet is imported once."""
    with demo.ready() as (process, _):
        first = demo.told()
        assert "bulk-import" in demo.log("service")
        _end(process, signal.SIGINT)
    with demo.ready():
        assert {**demo.told(), "pid": 0} == {**first, "pid": 0}
        assert "bulk-import" not in demo.log("service")
        assert "POST /api/keys" not in demo.log("service")
        assert "bulk-import" in (demo.folder / "logs" / "service.log.1").read_text()


def test_points_to_the_running_one_when_started_twice(demo: Demo) -> None:
    """One demo per folder; its folder is not emptied under it."""
    with demo.ready():
        with demo.started() as second:
            assert second.communicate(timeout=20)[0] == f"A demo runs here already at {demo.told()['address']}.\n"
            assert second.returncode == 0
        with demo.started("--reset") as third:
            assert "end it before" in third.communicate(timeout=20)[1]
            assert third.returncode == 1
        assert len(_alive(demo.pids())) == 3


@pytest.mark.parametrize("name", NAMES)
def test_ends_with_1_when_a_program_dies_at_start(demo: Demo, name: str) -> None:
    """It says which one, shows the end of its log, and ends the others."""
    with demo.started(**{f"FAKE_{name.upper()}": "dies"}) as process:
        said = process.communicate(timeout=20)[1]
        assert process.returncode == 1
    assert f"The {name} ended by itself (exit code 7)." in said
    assert f"the {name} says dies" in said
    assert _alive(demo.pids()) == []


def test_ends_with_1_when_a_program_dies_later(demo: Demo) -> None:
    """A demo is whole or it is not."""
    with demo.ready() as (process, _):
        pids = demo.pids()
        os.kill(pids[0], signal.SIGKILL)
        assert process.wait(10) == 1
        assert process.stderr is not None
        assert "The database ended by itself (signal 9)." in process.stderr.read()
        assert _alive(pids) == []


def test_begins_from_nothing_when_reset(demo: Demo) -> None:
    """State, secrets and logs of the last time are gone."""
    (demo.folder / "database").mkdir()
    (demo.folder / "database" / "old").touch()
    (demo.folder / "secrets.json").write_text("{}")
    with demo.started("--reset") as process:
        assert process.stdout is not None
        while READY not in (line := process.stdout.readline()):
            assert line
        assert not (demo.folder / "database" / "old").exists()


def test_touches_nothing_when_the_folder_is_not_a_demos(demo: Demo, tmp_path: Path) -> None:
    """Neither with --reset nor without."""
    mine = tmp_path / "documents"
    mine.mkdir()
    (mine / "letter").touch()
    for arguments in ([], ["--reset"]):
        with demo.started("--data-dir", str(mine), *arguments) as process:
            assert "left alone" in process.communicate(timeout=20)[1]
            assert process.returncode == 2
    assert [each.name for each in mine.iterdir()] == ["letter"]


def test_says_how_it_is_found_when_the_folder_is_another(demo: Demo) -> None:
    """Only `.demo` is found by itself."""
    other = demo.home / "other"
    demo.folder.rename(other)
    with demo.started("--data-dir", "other") as process:
        assert process.stdout is not None
        said = ""
        while READY not in said:
            said += (line := process.stdout.readline())
            assert line
    assert "export CML_FLEET_SERVER=http://127.0.0.1:" in said
