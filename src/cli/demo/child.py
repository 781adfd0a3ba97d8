"""Child: a program that is started and watched."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cli.demo.die_with_parent import die_with_parent
from cli.errors import CliError, ExitCode
from cli.output.safe_text import safe_line

TAIL_LINES = 20
TAIL_BYTES = 16_384


class ChildError(CliError):
    """A program did not do its part; its log says why."""

    def __init__(self, message: str, child: "Child") -> None:
        super().__init__(message)
        self.child = child


class ChildEndedError(ChildError):
    """A program ended without being asked to."""


class ChildNotReadyError(ChildError):
    """A program runs but does not become ready in time."""

    exit_code = ExitCode.TIMED_OUT


class Child:
    """A program in a session of its own, so that ctrl-C reaches only its parent; its output goes to a log."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        _rotate(log)
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603  # our own programs
                command,
                env=environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509  # there are no threads yet
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def check(self) -> None:
        """Raise ChildEndedError when the program has ended."""
        code = self._process.poll()
        if code is not None:
            raise ChildEndedError(f"The {self.name} ended by itself ({_exit_words(code)}).", self)

    def terminate(self) -> None:
        """Ask the program to end."""
        self._signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Wait for its end, and end it by force at `until` (monotonic clock)."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def tail(self) -> list[str]:
        """Return the last lines of the log."""
        with self.log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
        return [safe_line(line) for line in lines[-TAIL_LINES:]]

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


def _rotate(log: Path) -> None:
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))


def _exit_words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
