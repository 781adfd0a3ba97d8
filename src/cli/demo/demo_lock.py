"""One demo per folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another process, `pid`, holds the folder; 0 where it has not said who it is."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"held by process {pid}")
        self.pid = pid


@contextmanager
def demo_lock(path: Path) -> Iterator[None]:
    """Hold the folder's lock; the system lets go of it when this process ends, however it ends.

    Raises AlreadyRunningError.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError(_pid(path)) from error
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _pid(path: Path) -> int:
    text = path.read_text()
    return int(text) if text.isdecimal() else 0
