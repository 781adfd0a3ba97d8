"""Runs `cml-fleet` as a process of its own."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .warm_command import WarmCommand

SOURCE = Path(__file__).resolve().parents[3] / "src"
COMMAND = [sys.executable, "-m", "cli"]
KEY = "cmlf_" + "k" * 43
SECONDS = 20.0

Finished = subprocess.CompletedProcess[str]


def bare_environment(source: Path) -> dict[str, str]:
    """Return what a process needs to find its programs, the code below `source`, and coverage's measure."""
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(source), **measured}


@dataclass
class CommandLine:
    """The program in a folder, with a server and its key in the environment."""

    folder: Path
    server: str
    warm: WarmCommand | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return an environment with nothing of the person who runs the tests."""
        own = {"HOME": str(self.folder), "LANG": "C.UTF-8"}
        return {**bare_environment(SOURCE), **own, "CML_FLEET_SERVER": self.server, "CML_FLEET_TOKEN": KEY, **more}

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> Finished:
        """Run a command to its end, without a terminal."""
        if self.warm is not None and not any(name.startswith("PYTHON") for name in environment):
            return self.warm.run(arguments, stdin, self.environment(**environment), self.folder, SECONDS)
        return subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment(**environment),
            timeout=SECONDS,
        )

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """Start a command that does not end by itself."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.environment(**environment),
        )
        with process:
            try:
                yield process
            finally:
                interrupt(process)

    def on_terminal(self, *arguments: str, **environment: str) -> "AbstractContextManager[Terminal]":
        """Start a command on a terminal of 40 lines and 160 columns."""
        return self.program_on_terminal([*COMMAND, *arguments], **environment)

    @contextmanager
    def program_on_terminal(self, command: list[str], **environment: str) -> "Iterator[Terminal]":
        """Start another program there, such as a shell."""
        pid, descriptor = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            sized = {"TERM": "xterm-256color", "COLUMNS": "160", "LINES": "40", **environment}
            os.execve(command[0], command, self.environment(**sized))  # noqa: S606
        terminal = Terminal(pid, descriptor)
        try:
            yield terminal
        finally:
            terminal.close()


def interrupt(process: subprocess.Popen[str]) -> None:
    """Press ctrl-C until it helps: Python may lose one that comes while it tidies up; insist at last."""
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return
    process.kill()


def read_lines(process: subprocess.Popen[str], count: int) -> list[str]:
    """Return the next lines a command prints; the test's own time limit ends the wait."""
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(count)]


class Terminal:
    """The other side of a terminal."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self._pid = pid
        self._descriptor = descriptor
        self._ended = False
        self.shown = ""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._descriptor, text.encode())

    def read_until(self, wanted: Callable[[str], bool]) -> str:
        """Read until what has been shown is as wanted."""
        until = time.monotonic() + SECONDS
        while not wanted(self.shown):
            assert time.monotonic() < until, f"only this was shown: {self.shown[-2000:]!r}"
            if not self._read():
                break
        assert wanted(self.shown), f"only this was shown: {self.shown[-2000:]!r}"
        return self.shown

    def exit_code(self) -> int:
        """Read to the end and return the exit code."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self._read():
            pass
        _, status = os.waitpid(self._pid, 0)
        self._ended = True
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the command."""
        if not self._ended:
            os.kill(self._pid, 9)
            os.waitpid(self._pid, 0)
        os.close(self._descriptor)

    def _read(self) -> bool:
        readable, _, _ = select.select([self._descriptor], [], [], 0.2)
        if not readable:
            return True
        try:
            chunk = os.read(self._descriptor, 65536)
        except OSError:  # Linux says so when the other side has closed the terminal
            return False
        self.shown += chunk.decode(errors="replace")
        return bool(chunk)
