"""A demo as a process, with programs that stand in for database, simulator and service."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .command_line import SOURCE, bare_environment

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
        own = {**bare_environment(SOURCE), "FAKE_PIDS": str(self.home)}
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


def alive(pids: list[int]) -> list[int]:
    """Return those that still run."""
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def end(process: subprocess.Popen[str], number: int) -> float:
    """Send a signal and return how many seconds it took to end."""
    begun = time.monotonic()
    process.send_signal(number)
    process.wait(20)
    return time.monotonic() - begun
