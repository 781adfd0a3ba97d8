"""A server under measurement, in a process of its own."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.sse.contenders import Contender

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
        """User and system time so far, with that of its children (proc(5), stat fields 14 and 15)."""
        return sum(map(_cpu_ticks, _family(self._process.pid))) / _TICKS_PER_SECOND

    @property
    def resident_bytes(self) -> int:
        """Resident memory (proc(5), statm field 2)."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * _PAGE_BYTES


@contextmanager
def server_process(contender: Contender) -> Iterator[ServerProcess]:
    """Start a contender and end it afterwards."""
    environment = {**os.environ, **contender.environment}
    with subprocess.Popen(contender.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        time.sleep(0.3)
        try:
            yield ServerProcess(process, port)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let it end what it has started, but do not wait until its streams have ended."""
    process.terminate()
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()


def _family(pid: int) -> Iterator[int]:
    """The process and all that it has started (proc(5), task/children)."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
