"""A program that a test starts, stalls and ends."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.demo.die_with_parent import die_with_parent


def unmeasured(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return an environment in which coverage measures nothing: a program that is traced runs half as fast."""
    return {name: value for name, value in environment.items() if not name.startswith("COVERAGE_")}


class Child:
    """Ends with the test, however the test ends. Its output goes to a file."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                env=environment,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(),  # noqa: PLW1509  # it calls prctl alone
            )

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is over."""
        return self.process.poll() is not None

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    def check(self) -> bool:
        """Return True while it runs; AssertionError with the end of its output when it has ended."""
        assert not self.has_ended, self.output[-4000:]
        return True

    def freeze(self) -> None:
        """Stop it in its tracks, and wait until it stands; its sockets stay open."""
        self._send(signal.SIGSTOP)
        os.waitpid(self.pid, os.WUNTRACED)

    def thaw(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._send(signal.SIGKILL)
        self.wait(5)

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait until it is over."""
        self.process.wait(seconds)

    def _send(self, sign: signal.Signals) -> None:
        if not self.has_ended:
            os.kill(self.pid, sign)
