"""Programs that are started for a measurement and ended after it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
READY_SECONDS = 60.0
LOOK_SECONDS = 0.01
END_SECONDS = 10.0

MADE_UP_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

Process = subprocess.Popen[bytes]


def python_module(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this Python."""
    return [sys.executable, "-m", module, *arguments]


@contextmanager
def program(command: Sequence[str], output: Path, environment: Mapping[str, str] | None = None) -> Iterator[Process]:
    """Run a program, its output in a file; it ends with the block."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, **MADE_UP_CREDENTIALS, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: Process) -> None:
    """Ask it to end, and make it when it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(process: Process, output: Path, is_ready: Callable[[], bool]) -> float:
    """Look until it is ready; return the seconds that took. RuntimeError with its output when it ends or never is."""
    begun = time.monotonic()
    while time.monotonic() - begun < READY_SECONDS and process.poll() is None:
        if is_ready():
            return time.monotonic() - begun
        time.sleep(LOOK_SECONDS)
    raise RuntimeError(f"{process.args!r} did not become ready:\n{output.read_text(errors='replace')}")


def free_port() -> int:
    """Return a port of loopback on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether something listens on a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
