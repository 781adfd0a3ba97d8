"""A program that a test starts, stalls and ends."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.demo.die_with_parent import die_with_parent


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
    def output(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    def check(self) -> bool:
        """Return True while it runs; AssertionError with the end of its output when it has ended."""
        assert self.process.poll() is None, self.output[-4000:]
        return True

    def freeze(self) -> None:
        """Stop it in its tracks, and wait until it stands; its sockets stay open."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(5)

    def terminate(self) -> None:
        """Ask it to end."""
        self.process.terminate()
