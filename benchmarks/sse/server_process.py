"""A server under measurement, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class ServerProcess:
    """Its port, its CPU and its memory; commands go to the source inside it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self.port = port

    def command(self, *words: object) -> None:
        """Ask the source for something."""
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)).encode() + b"\n")
        self._process.stdin.flush()

    @property
    def cpu_seconds(self) -> float:
        """User and system time so far (proc(5), stat fields 14 and 15)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND

    @property
    def resident_bytes(self) -> int:
        """Resident memory (proc(5), statm field 2)."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * _PAGE_BYTES


@contextmanager
def server_process(module: str) -> Iterator[ServerProcess]:
    """Start `benchmarks.sse.<module>` and end it afterwards."""
    environment = {**os.environ, "PYTHONPATH": f"{_ROOT / 'src'}{os.pathsep}{_ROOT}"}
    command = [sys.executable, "-m", f"benchmarks.sse.{module}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        time.sleep(0.3)
        try:
            yield ServerProcess(process, port)
        finally:
            process.kill()
