"""`demo`, with programs that stand in for database, simulator and service."""

import json
import os
import signal
import socket
import stat
import sys
import time
from pathlib import Path

import pytest

from .demo_process import NAMES, READY, Demo, alive, end


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
        assert len(alive(pids)) == 3
        end(process, number)
        assert process.returncode == 0
        assert alive(pids) == []


def test_ends_within_5_seconds_when_programs_do_not_listen(demo: Demo) -> None:
    """Those who do not end when asked are ended by force."""
    stubborn = {f"FAKE_{name.upper()}": "stubborn" for name in NAMES}
    with demo.ready(**stubborn) as (process, _):
        pids = demo.pids()
        assert end(process, signal.SIGINT) < 5
        assert alive(pids) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_takes_its_programs_along_when_killed(demo: Demo) -> None:
    """Also when it has no chance to end them itself."""
    with demo.ready() as (process, _):
        pids = demo.pids()
        end(process, signal.SIGKILL)
    until = time.monotonic() + 5
    while alive(pids) and time.monotonic() < until:
        time.sleep(0.02)
    assert alive(pids) == []


def test_goes_on_with_what_it_had_when_started_again(demo: Demo) -> None:
    """Key, secrets and ports are kept, and the fleet is imported once."""
    with demo.ready() as (process, _):
        first = demo.told()
        assert "bulk-import" in demo.log("service")
        end(process, signal.SIGINT)
    with demo.ready():
        assert {**demo.told(), "pid": 0} == {**first, "pid": 0}
        assert "bulk-import" not in demo.log("service")
        assert "POST /api/keys" not in demo.log("service")
        assert "bulk-import" in (demo.folder / "logs" / "service.log.1").read_text()


def test_makes_a_new_key_when_the_kept_one_opens_nothing(demo: Demo) -> None:
    """The database may have been lost meanwhile; the fleet is imported again."""
    told = {"operator_key": "stale", "imported": True}
    (demo.folder / "demo.json").write_text(json.dumps(told))
    with demo.ready() as (process, _):
        assert demo.told()["operator_key"] == "cmlf_operator"
        end(process, signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
    assert "Imported 1 workers." in said
    assert "eu-west-1: slow down" in said


def test_points_to_the_running_one_when_started_twice(demo: Demo) -> None:
    """One demo per folder; its folder is not emptied under it."""
    with demo.ready():
        with demo.started() as second:
            assert second.communicate(timeout=20)[0] == f"A demo runs here already at {demo.told()['address']}.\n"
            assert second.returncode == 0
        with demo.started("--reset") as third:
            assert "end it before" in third.communicate(timeout=20)[1]
            assert third.returncode == 1
        assert len(alive(demo.pids())) == 3


@pytest.mark.parametrize("name", NAMES)
def test_ends_with_1_when_a_program_dies_at_start(demo: Demo, name: str) -> None:
    """It says which one, shows the end of its log, and ends the others."""
    with demo.started(**{f"FAKE_{name.upper()}": "dies"}) as process:
        said = process.communicate(timeout=20)[1]
        assert process.returncode == 1
    assert f"The {name} ended by itself (exit code 7)." in said
    assert f"the {name} says dies" in said
    assert alive(demo.pids()) == []


def test_ends_with_1_when_a_program_dies_later(demo: Demo) -> None:
    """A demo is whole or it is not."""
    with demo.ready() as (process, _):
        pids = demo.pids()
        os.kill(pids[0], signal.SIGKILL)
        assert process.wait(10) == 1
        assert process.stderr is not None
        assert "The database ended by itself (signal 9)." in process.stderr.read()
        assert alive(pids) == []


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
